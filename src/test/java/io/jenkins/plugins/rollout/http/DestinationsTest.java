package io.jenkins.plugins.rollout.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.Test;

public class DestinationsTest {
    private final Destinations destinations = new Destinations(InetAddress::getAllByName);

    @Test
    public void linkLocalMetadataMulticastAndUnspecifiedAreForbidden() throws Exception {
        for (String address : List.of(
                "169.254.0.1",
                "169.254.169.254",
                "fe80::1",
                "febf::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "100.100.100.200",
                "192.0.0.192",
                "168.63.129.16",
                "0.0.0.0",
                "0.1.2.3",
                "::",
                "224.0.0.1",
                "239.255.255.255",
                "ff02::1",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::169.254.169.254",
                "2002:a9fe:a9fe::1")) {
            assertTrue(address, Destinations.isForbidden(InetAddress.getByName(address)));
        }
    }

    @Test
    public void othersAreNot() throws Exception {
        for (String address :
                List.of("127.0.0.1", "::1", "10.1.2.3", "192.168.1.1", "fd12::1", "203.0.113.7", "2001:db8::1")) {
            assertFalse(address, Destinations.isForbidden(InetAddress.getByName(address)));
        }
    }

    @Test
    public void metadataNamesAreForbiddenWithoutALookup() {
        var blind = new Destinations(host -> {
            throw new AssertionError("looked up " + host);
        });
        for (String host : List.of("metadata.google.internal", "METADATA.google.internal.", "instance-data")) {
            var refusal = assertThrows(
                    HttpFailure.class, () -> blind.check("x", URI.create("http://" + host + "/"), Trust.SERVER, true));
            assertThat(refusal.getMessage(), containsString("cloud metadata service"));
        }
    }

    /** 169.254.169.254, the metadata service of most clouds, in every spelling that some program somewhere takes. */
    @Test
    public void oddWaysToWriteAnAddressDoNotHelp() {
        for (String host : List.of(
                "169.254.169.254",
                "169.254.169.254.", // with the root's dot
                "2852039166", // one number
                "169.16689662", // two
                "169.254.43518", // three
                "0xa9fea9fe", // hexadecimal
                "0xa9.0xfe.0xa9.0xfe",
                "0XA9.254.0xa9.254",
                "0251.0376.0251.0376", // octal
                "0000251.00000376.000251.000376",
                "025177524776",
                "169.0xfe.0251.254", // mixed
                "0251.254.0251.254", // 251.254.251.254 to Java, something else to others
                "[::ffff:169.254.169.254]", // mapped into IPv6
                "[::ffff:a9fe:a9fe]",
                "[0:0:0:0:0:ffff:a9fe:a9fe]",
                "[::169.254.169.254]", // compatible with IPv4
                "[::a9fe:a9fe]",
                "[64:ff9b::169.254.169.254]", // translated
                "[64:ff9b::a9fe:a9fe]",
                "[2002:a9fe:a9fe::1]", // 6to4
                "[fe80::1]",
                "[fe80::a9fe:a9fe]",
                "[fd00:ec2::254]")) {
            assertRefused("http://" + host + "/latest/meta-data/");
        }
    }

    @Test
    public void loopbackIsAskedOnlyWhereItIsSpelledPlainly() {
        Trust free = Trust.free(url -> true);
        for (String host : List.of("2130706433", "127.1", "0x7f.0.0.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "0x7f000001")) {
            assertThrows(host, RuntimeException.class, () -> {
                URI url = UrlRule.url("http://" + host + "/"); // some of these are not even a host
                destinations.check("x", url, free, false);
            });
        }
    }

    @Test
    public void aNameMayNotBeAskedByAFreeUrlWhereAddressesAreNotKept() throws Exception {
        var forgetful = new Destinations(host -> new InetAddress[] {InetAddress.getByName("203.0.113.7")}, false);
        Trust free = Trust.free(url -> true);
        URI partner = URI.create("http://partner.example/");
        var refusal = assertThrows(HttpFailure.class, () -> forgetful.check("x", partner, free, false));
        assertThat(refusal.getMessage(), containsString("networkaddress.cache.ttl is 0"));
        forgetful.check("x", partner, Trust.SERVER, false);
        forgetful.check("x", URI.create("http://203.0.113.7/"), free, false);
    }

    private void assertRefused(String text) {
        assertThrows(text, RuntimeException.class, () -> {
            URI url = UrlRule.url(text); // some of these are not even a host
            destinations.check("x", url, Trust.SERVER, false);
            destinations.check("x", url, Trust.free(any -> true), false);
        });
    }

    @Test
    public void aFreeUrlReachesTheControllerOnlyByItsName() throws Exception {
        Trust free = Trust.free(url -> true);
        for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
            destinations.check("x", URI.create("http://" + host + "/"), free, false);
        }
        var rebinding = new Destinations(host -> new InetAddress[] {InetAddress.getByName("127.0.0.1")});
        URI partner = URI.create("http://partner.example/");
        var refusal = assertThrows(HttpFailure.class, () -> rebinding.check("x", partner, free, false));
        assertThat(refusal.getMessage(), containsString("the controller's own machine"));
        rebinding.check("x", partner, Trust.SERVER, false);
    }
}
