package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Run;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Situation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import jenkins.security.HMACConfidentialKey;

/**
 * What a link in a chat or mail says: which act, upon what exactly, and how long. It says nothing about who may act; that
 * is asked when somebody does. Signed with a key that only this controller has, so that nobody else can make one.
 *
 * @param build external id of the build
 * @param scheduled tells the build from one of the same number, after the job was deleted and made again. Milliseconds
 * @param rollout id of the rollout
 * @param phase the phase that asks
 * @param evidence digest of what was seen when the link was made
 * @param act {@code approve} or {@code reject}
 * @param nonce tells links apart: each can be used once. Empty in a message that several people read: then everybody who
 *     may can use it, and what one person may do once is counted by the engine
 * @param expires when it is worth nothing any more, in whole seconds
 */
record LinkToken(
        String build,
        long scheduled,
        String rollout,
        String phase,
        String evidence,
        Act act,
        String nonce,
        Instant expires) {
    private static final HMACConfidentialKey KEY = new HMACConfidentialKey(LinkToken.class, "link");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 16;
    private static final int LONGEST = 4096;

    static String freshNonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** For all readers of a message. The same for the same message, however often it is sent. */
    static LinkToken ofMessage(Run<?, ?> run, Situation asked, String evidence, Act act, Instant expires) {
        return new LinkToken(
                run.getExternalizableId(),
                run.getTimeInMillis(),
                asked.rolloutId(),
                asked.phase(),
                evidence,
                act,
                "",
                expires.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Whether it is for all readers of a message. */
    boolean isShared() {
        return nonce.isEmpty();
    }

    /** Letters, digits, {@code -}, {@code _} and one {@code .}: it can stand in a URL as it is. */
    String signed() {
        byte[] content = content();
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString(content) + "." + base64.encodeToString(KEY.mac(content));
    }

    private byte[] content() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("build", build)
                .put("scheduled", scheduled)
                .put("rollout", rollout)
                .put("phase", phase)
                .put("evidence", evidence)
                .put("act", act.name())
                .put("nonce", nonce)
                .put("expires", expires.getEpochSecond());
        try {
            return Lines.JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    /** @return empty for whatever this controller did not sign; nothing of it is read before that is known */
    static Optional<LinkToken> read(String token) {
        if (token == null || token.length() > LONGEST) {
            return Optional.empty();
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            byte[] content = Base64.getUrlDecoder().decode(parts[0]);
            byte[] signature = Base64.getUrlDecoder().decode(parts[1]);
            return KEY.checkMac(content, signature) && signedAs(content, token)
                    ? Optional.of(of(Lines.JSON.readTree(content)))
                    : Optional.empty();
        } catch (IllegalArgumentException | IOException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Base64 leaves some bits of the last letter unused: only the one spelling that we wrote is ours. */
    private static boolean signedAs(byte[] content, String token) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return (base64.encodeToString(content) + "." + base64.encodeToString(KEY.mac(content))).equals(token);
    }

    private static LinkToken of(JsonNode json) {
        return new LinkToken(
                json.path("build").asText(),
                json.path("scheduled").asLong(),
                json.path("rollout").asText(),
                json.path("phase").asText(),
                json.path("evidence").asText(),
                Act.valueOf(json.path("act").asText()),
                json.path("nonce").asText(),
                Instant.ofEpochSecond(json.path("expires").asLong()));
    }

    boolean isAbout(Run<?, ?> run, String id) {
        return build.equals(run.getExternalizableId()) && scheduled == run.getTimeInMillis() && rollout.equals(id);
    }

    boolean isExpired(Instant now) {
        return !now.isBefore(expires);
    }
}
