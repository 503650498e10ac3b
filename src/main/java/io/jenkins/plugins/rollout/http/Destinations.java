package io.jenkins.plugins.rollout.http;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where requests must not go. Addresses are looked at right before each connection; the JDK's client then finds the
 * same ones in the JVM's address cache (30 s unless {@code networkaddress.cache.ttl} says otherwise), which leaves a
 * name no room to change its mind in between. Where the JVM is told to keep no addresses, URLs that a Jenkinsfile
 * wrote are asked by address only. docs/decisions/0015 says why it is done like this.
 */
final class Destinations {
    /** Names under which clouds serve credentials to whoever asks. */
    private static final Set<String> METADATA_NAMES = Set.of(
            "metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal");

    /** Such services outside the link-local networks: Amazon and Google on IPv6, Alibaba, Oracle, Azure. */
    private static final Set<InetAddress> METADATA_ADDRESSES = Set.of(
            literal("fd00:ec2::254"),
            literal("fd20:ce::254"),
            literal("100.100.100.200"),
            literal("192.0.0.192"),
            literal("168.63.129.16"));

    /** What some program somewhere takes for an IPv4 address: one to four decimal, octal or hexadecimal numbers. */
    private static final Pattern NUMBERS = Pattern.compile("(0x[0-9a-f]*|\\d+)(\\.(0x[0-9a-f]*|\\d+)){0,3}");

    /** The one spelling on which all agree. */
    private static final Pattern ADDRESS = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    /** Finds the addresses of a name. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final boolean kept;

    Destinations(Resolver resolver) {
        this(resolver, isCached());
    }

    /** @param kept whether the JVM keeps the addresses that it found for the connection that follows */
    Destinations(Resolver resolver, boolean kept) {
        this.resolver = resolver;
        this.kept = kept;
    }

    private static boolean isCached() {
        String seconds = Security.getProperty("networkaddress.cache.ttl");
        return !"0".equals(seconds == null ? System.getProperty("sun.net.inetaddr.ttl") : seconds.trim());
    }

    /**
     * Checks a URL before it is connected to. Blocks while the name is looked up.
     *
     * @param proxied whether a proxy makes the connection; it may know names that this machine does not
     * @throws HttpFailure when the URL must not be asked, or its host is not known
     */
    void check(String name, URI url, Trust trust, boolean proxied) {
        String host = UrlRule.host(url);
        if (METADATA_NAMES.contains(host)) {
            throw HttpFailure.refused(name + ": " + host + " is a cloud metadata service and is never asked");
        }
        if (NUMBERS.matcher(host).matches() && !ADDRESS.matcher(host).matches()) {
            // 0177.0.0.1 is 177.0.0.1 here and may be 127.0.0.1 to a proxy
            throw HttpFailure.refused(name + ": " + host
                    + " can be read as more than one address; write four decimal numbers without leading zeros");
        }
        if (!kept && !trust.loopback() && !proxied && !isAddress(host) && !saysLoopback(host)) {
            throw HttpFailure.refused(name + ": this Java keeps no addresses (networkaddress.cache.ttl is 0), so that"
                    + " the one that is checked need not be the one that is asked; have an administrator define a server"
                    + " for " + host);
        }
        for (InetAddress address : addresses(name, host, proxied)) {
            if (isForbidden(address)) {
                throw HttpFailure.refused(name + ": " + host
                        + " is a link-local, metadata, multicast or unspecified address and is never asked");
            }
            if (address.isLoopbackAddress() && !trust.loopback() && !saysLoopback(host)) {
                throw HttpFailure.refused(name + ": " + host + " leads to the controller's own machine");
            }
        }
    }

    /**
     * The same for a URL that was just asked; a name without addresses passes.
     *
     * @throws HttpFailure when it must not be asked
     */
    void checkKnown(String name, URI url, Trust trust) {
        check(name, url, trust, true);
    }

    private InetAddress[] addresses(String name, String host, boolean proxied) {
        try {
            return resolver.resolve(host);
        } catch (UnknownHostException e) {
            if (proxied) {
                return new InetAddress[0];
            }
            throw HttpFailure.unreachable(name + ": the host " + host + " is not known");
        }
    }

    static boolean isForbidden(InetAddress address) {
        InetAddress real = embedded(address);
        return real.isAnyLocalAddress()
                || real.isLinkLocalAddress()
                || real.isMulticastAddress()
                || real instanceof Inet4Address && real.getAddress()[0] == 0
                || METADATA_ADDRESSES.contains(real);
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || ADDRESS.matcher(host).matches();
    }

    private static boolean saysLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    /** The IPv4 address inside an IPv6 one, for networks that translate: ::/96, 64:ff9b::/96 and 2002::/16. */
    private static InetAddress embedded(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        boolean compatible =
                startsWith(bytes, new byte[12]) && !address.isLoopbackAddress() && !address.isAnyLocalAddress();
        boolean translated = startsWith(bytes, new byte[] {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0});
        if (compatible || translated) {
            return ipv4(bytes, 12);
        }
        return bytes[0] == 0x20 && bytes[1] == 0x02 ? ipv4(bytes, 2) : address;
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static InetAddress ipv4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address.toLowerCase(Locale.ROOT));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
