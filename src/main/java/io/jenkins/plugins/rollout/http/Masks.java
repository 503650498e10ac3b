package io.jenkins.plugins.rollout.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Takes the secrets of a request out of what its server says, should it repeat them. */
public final class Masks {
    private static final int MINIMUM = 4;
    private static final String MASK = "****";

    /** What we say to everybody. */
    private static final Set<String> OPEN = Set.of("accept", "content-type", "idempotency-key");

    /** What stands before a secret and is none. */
    private static final Set<String> SCHEMES = Set.of("basic", "bearer", "digest", "negotiate", "token");

    private Masks() {}

    /**
     * The text with asterisks in place of each header value, of its parts ({@code Bearer abc} is secret in its second)
     * and of the password in a {@code Basic} one. Parts shorter than four characters stay.
     *
     * @param headers as they were sent
     */
    public static String mask(String text, Map<String, String> headers) {
        String masked = text;
        for (String secret : secrets(headers)) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }

    private static List<String> secrets(Map<String, String> headers) {
        var secrets = new ArrayList<String>();
        headers.forEach((name, value) -> {
            if (!OPEN.contains(name.toLowerCase(Locale.ROOT))) {
                secrets.add(value);
                for (String part : value.split("\\s+")) {
                    if (!SCHEMES.contains(part.toLowerCase(Locale.ROOT))) {
                        secrets.add(part);
                    }
                }
                if (value.regionMatches(true, 0, "Basic ", 0, 6)) {
                    secrets.addAll(pair(value.substring(6).trim()));
                }
            }
        });
        secrets.removeIf(secret -> secret.length() < MINIMUM);
        secrets.sort(Comparator.comparingInt(String::length).reversed()); // a whole before what it contains
        return secrets;
    }

    private static List<String> pair(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? List.of(pair) : List.of(pair, pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return List.of(); // not written by us; the parts are masked as they stand
        }
    }
}
