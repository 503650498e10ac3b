package io.jenkins.plugins.rollout.demo.shop;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Where a user stands between 0 and 100, for good: the first 64 bits of SHA-256 over {@code application/user} as UTF-8,
 * read as an unsigned number and divided by 2<sup>64</sup>, times 100.
 *
 * <p>A split of 5 % takes the users below 5, so that everyone in 5 % is still in at 20 %. The application is part of
 * it, so that the first users of one application are not the first of all others.
 */
final class Placement {
    private static final double TWO_TO_53 = 0x1p53;

    private Placement() {}

    /** From 0 (inclusive) to 100 (exclusive), in steps far smaller than any exposure. */
    static double of(String application, String user) {
        byte[] hash = sha256().digest((application + "/" + user).getBytes(StandardCharsets.UTF_8));
        long leading53Bits = ByteBuffer.wrap(hash).getLong() >>> 11; // as many as a double holds: never rounded to 100
        return leading53Bits / TWO_TO_53 * 100;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
