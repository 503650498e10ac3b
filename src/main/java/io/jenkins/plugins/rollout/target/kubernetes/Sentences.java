package io.jenkins.plugins.rollout.target.kubernetes;

/** What a cluster says, fit to be shown. */
final class Sentences {
    private static final int LONGEST = 300;

    private Sentences() {}

    /** One line of at most 300 characters. */
    static String bounded(String text) {
        String line = text.replaceAll("\\s+", " ").trim();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
