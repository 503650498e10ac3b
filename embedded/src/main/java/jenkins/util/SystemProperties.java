package jenkins.util;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;

/** Settings given on the command line. */
public class SystemProperties {
    private SystemProperties() {}

    @CheckForNull
    public static String getString(String key) {
        return System.getProperty(key);
    }

    public static String getString(String key, @CheckForNull String def) {
        return System.getProperty(key, def);
    }

    public static boolean getBoolean(String name) {
        return getBoolean(name, false);
    }

    public static boolean getBoolean(String name, boolean def) {
        String v = getString(name);
        return v == null ? def : Boolean.parseBoolean(v);
    }

    @CheckForNull
    public static Integer getInteger(String name) {
        return getInteger(name, null);
    }

    public static Integer getInteger(String name, Integer def) {
        return Integer.getInteger(name, def);
    }

    public static Long getLong(String name, Long def) {
        return Long.getLong(name, def);
    }

    /** A number of milliseconds or ISO-8601. */
    public static Duration getDuration(String name, Duration def) {
        String v = getString(name);
        if (v == null) {
            return def;
        }
        return v.startsWith("P") ? Duration.parse(v) : Duration.ofMillis(Long.parseLong(v));
    }
}
