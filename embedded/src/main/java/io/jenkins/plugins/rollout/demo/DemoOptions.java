package io.jenkins.plugins.rollout.demo;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * What the demo was started with, from system properties.
 *
 * @param port of the controller, {@code -Dport}; 0 for a free one
 * @param home folder that keeps everything, {@code -Ddemo.home}; the demo goes on there where it was. Null: a new one
 * @param bad {@code -Ddemo.version=bad}: the new version fails under load
 * @param auto {@code -Ddemo.approve=auto}: the demo approves by itself
 * @param requestsPerSecond of the customers, {@code -Ddemo.rate}
 * @param shopPort of the shop, {@code -Ddemo.shop.port}; 0 for a free one
 */
record DemoOptions(int port, Path home, boolean bad, boolean auto, int requestsPerSecond, int shopPort) {
    private static final List<String> NAMES =
            List.of("demo.version", "demo.approve", "demo.home", "demo.rate", "demo.shop.port");

    /**
     * Reads the properties.
     *
     * @throws IllegalArgumentException naming the property, what is wrong with it, and what to write instead
     */
    static DemoOptions of(Properties properties) {
        String unknown = properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith("demo.") && !NAMES.contains(name))
                .sorted()
                .map(name -> "-D" + name)
                .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            String known = "-Dport, -D" + String.join(", -D", NAMES);
            throw new IllegalArgumentException(unknown + ": not known here; there are " + known);
        }
        return new DemoOptions(
                number(properties, "port", 8080, 0, 65_535),
                home(properties),
                choice(properties, "demo.version", "good", "bad").equals("bad"),
                choice(properties, "demo.approve", "people", "auto").equals("auto"),
                number(properties, "demo.rate", 100, 10, 500),
                number(properties, "demo.shop.port", 0, 0, 65_535));
    }

    private static Path home(Properties properties) {
        String value = properties.getProperty("demo.home", "");
        try {
            return value.isEmpty() ? null : Path.of(value).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("-Ddemo.home=" + value + ": not a path; write a folder");
        }
    }

    private static String choice(Properties properties, String name, String first, String second) {
        String value = properties.getProperty(name, first);
        if (!value.equals(first) && !value.equals(second)) {
            throw new IllegalArgumentException("-D" + name + "=" + value + ": write " + first + " or " + second);
        }
        return value;
    }

    private static int number(Properties properties, String name, int otherwise, int least, int most) {
        String value = properties.getProperty(name, String.valueOf(otherwise));
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, together with a number out of range
        }
        String wanted = "write a number from " + least + " to " + most;
        throw new IllegalArgumentException("-D" + name + "=" + value + ": " + wanted);
    }
}
