package hudson;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Small things with strings. */
public class Util {
    private static final Pattern VARIABLE = Pattern.compile("\\$([A-Za-z0-9_]+|\\{[A-Za-z0-9_.]+\\}|\\$)");
    private static final String SEGMENT = "!'()*-._@$&+,=";

    private Util() {}

    @CheckForNull
    public static String fixEmpty(@CheckForNull String s) {
        return s == null || s.isEmpty() ? null : s;
    }

    @CheckForNull
    public static String fixEmptyAndTrim(@CheckForNull String s) {
        return s == null ? null : fixEmpty(s.trim());
    }

    @NonNull
    public static String fixNull(@CheckForNull String s) {
        return fixNull(s, "");
    }

    @NonNull
    public static <T> T fixNull(@CheckForNull T s, @NonNull T defaultValue) {
        return s == null ? defaultValue : s;
    }

    @NonNull
    public static <T> List<T> fixNull(@CheckForNull List<T> l) {
        return fixNull(l, List.of());
    }

    @NonNull
    public static <T> Collection<T> fixNull(@CheckForNull Collection<T> l) {
        return fixNull(l, List.of());
    }

    @NonNull
    public static <T> Iterable<T> fixNull(@CheckForNull Iterable<T> l) {
        return fixNull(l, List.of());
    }

    /** Replaces $NAME and ${NAME} by their values; unknown ones stay, $$ becomes $. */
    public static String replaceMacro(@CheckForNull String s, @NonNull Map<String, String> properties) {
        if (s == null) {
            return null;
        }
        Matcher m = VARIABLE.matcher(s);
        StringBuilder out = new StringBuilder();
        while (m.find()) {
            String name = m.group(1);
            String value;
            if (name.equals("$")) {
                value = "$";
            } else {
                value = properties.get(name.startsWith("{") ? name.substring(1, name.length() - 1) : name);
            }
            m.appendReplacement(out, Matcher.quoteReplacement(value == null ? m.group() : value));
        }
        return m.appendTail(out).toString();
    }

    /** Percent-encodes one path segment: what has a meaning in a URL, a slash too, is encoded. */
    @NonNull
    public static String rawEncode(@NonNull String s) {
        return percentEncode(s, SEGMENT);
    }

    /** Percent-encodes a whole path or URL: what has a meaning there stays. */
    @NonNull
    public static String encode(@NonNull String s) {
        return percentEncode(s, SEGMENT + "/:?;");
    }

    private static String percentEncode(String s, String plain) {
        StringBuilder out = new StringBuilder(s.length() + 10);
        for (byte b : s.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || plain.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return out.toString();
    }

    /** Text for HTML: a null stays null. */
    public static String escape(String text) {
        if (text == null) {
            return null;
        }
        return xmlEscape(text).replace("\n", "<br>").replace("  ", "&nbsp; ");
    }

    @NonNull
    public static String xmlEscape(@NonNull String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#039;");
    }

    public static String[] tokenize(@NonNull String s) {
        return tokenize(s, " \t\n\r\f");
    }

    public static String[] tokenize(@NonNull String s, @CheckForNull String delimiter) {
        List<String> tokens = new ArrayList<>();
        java.util.StringTokenizer t = new java.util.StringTokenizer(s, delimiter == null ? " \t\n\r\f" : delimiter);
        while (t.hasMoreTokens()) {
            tokens.add(t.nextToken());
        }
        return tokens.toArray(String[]::new);
    }

    /** A duration in milliseconds as people say it: the two largest units. */
    @NonNull
    public static String getTimeSpanString(long duration) {
        long[] sizes = {365L * 86_400_000, 30L * 86_400_000, 86_400_000, 3_600_000, 60_000};
        String[] names = {"yr", "mo", "day", "hr", "min"};
        for (int i = 0; i < sizes.length; i++) {
            if (duration >= sizes[i]) {
                long large = duration / sizes[i];
                String text = large + " " + names[i];
                if (i + 1 < sizes.length) {
                    return text + " " + duration % sizes[i] / sizes[i + 1] + " " + names[i + 1];
                }
                return text + " " + duration % 60_000 / 1000 + " sec";
            }
        }
        if (duration >= 10_000) {
            return duration / 1000 + " sec";
        }
        if (duration >= 1000) {
            return duration / 100 / 10.0 + " sec";
        }
        return duration + " ms";
    }

    @NonNull
    public static String toHexString(@NonNull byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    public static void deleteRecursive(@NonNull File dir) throws IOException {
        if (!Files.exists(dir.toPath())) {
            return;
        }
        try (Stream<Path> all = Files.walk(dir.toPath())) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        }
    }

    /** Whether the class or one between it and the base has its own version of a method of the base. */
    public static boolean isOverridden(
            @NonNull Class<?> base, @NonNull Class<?> derived, @NonNull String name, @NonNull Class<?>... types) {
        for (Class<?> c = derived; c != null && c != base; c = c.getSuperclass()) {
            try {
                c.getDeclaredMethod(name, types);
                return true;
            } catch (NoSuchMethodException e) {
                continue;
            }
        }
        return false;
    }
}
