package io.jenkins.plugins.rollout.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is sent as Standard Webhooks asks for (standardwebhooks.com, version 1): HMAC-SHA256 over the id, the time
 * and the body, with a key that is written {@code whsec_} and Base64.
 */
final class Signature {
    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";
    static final String KEY_PREFIX = "whsec_";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final byte[] key;

    private Signature(byte[] key) {
        this.key = key;
    }

    /** @return empty when the text is no such key: 24 to 64 bytes in Base64 behind {@code whsec_} */
    static Optional<Signature> by(String written) {
        if (!written.startsWith(KEY_PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getDecoder().decode(written.substring(KEY_PREFIX.length()).trim());
            return key.length < SHORTEST || key.length > LONGEST ? Optional.empty() : Optional.of(new Signature(key));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The headers for a body. */
    Map<String, String> headers(String id, Instant now, String body) {
        long seconds = now.getEpochSecond();
        var headers = new LinkedHashMap<String, String>();
        headers.put(ID, id);
        headers.put(TIMESTAMP, Long.toString(seconds));
        headers.put(SIGNATURE, "v1," + mac(id + "." + seconds + "." + body));
        return headers;
    }

    private String mac(String content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
