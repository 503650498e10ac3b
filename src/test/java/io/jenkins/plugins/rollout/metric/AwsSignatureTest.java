package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Trust;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.Test;

/** With the requests and signatures that AWS published as its test suite of signature version 4. */
public class AwsSignatureTest {
    private static final Instant TIME = Instant.parse("2015-08-30T12:36:00Z");
    private static final Map<String, String> KEYS =
            InfluxDbServer.login("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    @Test
    public void getVanilla() {
        assertThat(
                signed("GET", "https://example.amazonaws.com/", Map.of(), null),
                is("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                        + " SignedHeaders=host;x-amz-date,"
                        + " Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"));
    }

    @Test
    public void postVanilla() {
        assertThat(
                signed("POST", "https://example.amazonaws.com/", Map.of(), null),
                containsString("Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"));
    }

    @Test
    public void postWithABody() {
        assertThat(
                signed("POST", "https://example.amazonaws.com/",
                        Map.of("Content-Type", "application/x-www-form-urlencoded"), "Param1=value1"),
                containsString("SignedHeaders=content-type;host;x-amz-date,"
                        + " Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"));
    }

    @Test
    public void theRegionIsThatOfTheHost() {
        Map<String, String> hosts = Map.of(
                "monitoring.eu-west-1.amazonaws.com", "eu-west-1",
                "monitoring-fips.us-gov-east-1.amazonaws.com", "us-gov-east-1",
                "monitoring.cn-north-1.amazonaws.com.cn", "cn-north-1",
                "vpce-01-ab.monitoring.ap-southeast-2.vpce.amazonaws.com", "ap-southeast-2");
        hosts.forEach((host, region) -> assertThat(
                sign(request("GET", "https://" + host + "/", Map.of(), null), null),
                containsString("/20150830/" + region + "/service/")));
        var elsewhere = request("GET", "https://proxy.example/", Map.of(), null);
        assertThat(
                assertThrows(Unusable.class, () -> sign(elsewhere, null)).getMessage(),
                is("cloudWatch 'prod': its host names no region; write region: 'eu-west-1' for example"));
    }

    @Test
    public void aSessionTokenIsSignedWithTheRest() {
        assertThat(
                signed("GET", "https://example.amazonaws.com/", Map.of("X-Amz-Security-Token", "token"), null),
                containsString("SignedHeaders=host;x-amz-date;x-amz-security-token"));
    }

    @Test
    public void keysMayStandAsTheyAre() {
        var plain = new HashMap<>(KEYS);
        plain.put("Authorization", "AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        assertThat(
                sign(new Request("x", "GET", URI.create("https://example.amazonaws.com/"), plain, null, null, Trust.SERVER),
                        "us-east-1"),
                containsString("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"));
    }

    private static String signed(String method, String uri, Map<String, String> headers, String body) {
        return sign(request(method, uri, headers, body), "us-east-1");
    }

    private static String sign(Request request, String region) {
        return AwsSignature.sign(request, region, "service", TIME).headers().get("Authorization");
    }

    private static Request request(String method, String uri, Map<String, String> headers, String body) {
        var all = new HashMap<>(headers);
        all.putAll(KEYS);
        return new Request("cloudWatch 'prod'", method, URI.create(uri), all, body, null, Trust.SERVER);
    }
}
