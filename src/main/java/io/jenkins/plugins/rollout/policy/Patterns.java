package io.jenkins.plugins.rollout.policy;

/** Names as administrators write them for many: {@code shop-*} or {@code stage-?}. */
public final class Patterns {
    private Patterns() {}

    /**
     * Whether a name is meant by a pattern. Upper and lower case are the same: an environment
     * {@code Production} is no way around a rule for {@code production}.
     *
     * @param pattern {@code *} stands for any text, also none; {@code ?} for one character; all else for itself
     */
    public static boolean match(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
            if (p < pattern.length() && wanted == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && (wanted == '?' || same(wanted, name.charAt(n)))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1; // the last star takes one character more
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private static boolean same(char wanted, char written) {
        return Character.toLowerCase(Character.toUpperCase(wanted))
                == Character.toLowerCase(Character.toUpperCase(written));
    }

    /** Whether both an application and an environment are meant. */
    public static boolean match(String applications, String environments, String application, String environment) {
        return match(applications, application) && match(environments, environment);
    }
}
