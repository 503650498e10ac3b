package io.jenkins.plugins.rollout.metric;

import io.jenkins.plugins.rollout.http.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests to AWS, version 4. The keys come in the header {@code Authorization}, access key and secret key as user
 * and password; the signature takes its place, and the secret key is never sent.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a
 *     signed AWS API request</a>
 */
final class AwsSignature {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String AUTHORIZATION = "Authorization";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern REGION = Pattern.compile("(?:^|\\.)[a-z]+(?:-fips)?\\.([a-z]{2,}(?:-[a-z]+)+-\\d)\\.");

    private AwsSignature() {}

    /**
     * The request with its signature. It has no query.
     *
     * @param region null for the one in the name of its host
     * @param now by the clock of the world: AWS takes signatures of these minutes only
     * @throws Unusable saying what an administrator has to mend
     */
    static Request sign(Request request, String region, String service, Instant now) {
        String[] keys = keys(request);
        Matcher inHost = REGION.matcher(host(request.uri()));
        if (region == null && !inHost.find()) {
            throw new Unusable(request.name() + ": its host names no region; write region: 'eu-west-1' for example");
        }
        String time = TIME.format(now);
        String scope = time.substring(0, 8) + "/" + (region == null ? inHost.group(1) : region) + "/" + service
                + "/aws4_request";
        var signed = new TreeMap<String, String>();
        request.headers().forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value.trim()));
        signed.remove("authorization");
        signed.put("host", host(request.uri()));
        signed.put("x-amz-date", time);
        String names = String.join(";", signed.keySet());
        String canonical = String.join(
                "\n", request.method(), path(request.uri()), "", lines(signed), names, hash(request.body()));
        byte[] key = ("AWS4" + keys[1]).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        String signature =
                HexFormat.of().formatHex(hmac(key, String.join("\n", ALGORITHM, time, scope, hash(canonical))));
        return request.header("X-Amz-Date", time)
                .header(
                        AUTHORIZATION,
                        "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                                .formatted(ALGORITHM, keys[0], scope, names, signature));
    }

    /** Access key and secret key, as {@code Basic} authorization or with a colon between them. */
    private static String[] keys(Request request) {
        String pair = request.headers().getOrDefault(AUTHORIZATION, "");
        try {
            if (pair.startsWith("Basic ")) {
                pair = new String(Base64.getDecoder().decode(pair.substring(6).trim()), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            pair = "";
        }
        String[] keys = pair.trim().split(":", 2);
        if (keys.length != 2 || keys[0].isBlank() || keys[1].isBlank() || keys[0].contains(" ")) {
            throw new Unusable(request.name() + ": its credentials are not an access key and a secret key; an"
                    + " administrator must give it a username with password that are these");
        }
        return keys;
    }

    private static String host(URI uri) {
        boolean usual = uri.getPort() < 0 || uri.getPort() == ("https".equals(uri.getScheme()) ? 443 : 80);
        return usual ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private static String path(URI uri) {
        return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }

    private static String lines(Map<String, String> headers) {
        var lines = new StringBuilder();
        headers.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
        return lines.toString();
    }

    private static String hash(String text) {
        try {
            byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
