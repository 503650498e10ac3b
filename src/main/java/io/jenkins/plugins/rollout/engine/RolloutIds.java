package io.jenkins.plugins.rollout.engine;

import java.util.regex.Pattern;

/** Ids of rollouts: {@code shop-12-1} is the first rollout of build 12 of the job {@code shop}. */
public final class RolloutIds {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_.-]{1,500}");

    private RolloutIds() {}

    /**
     * @param build external id of the build: {@code folder/shop#12}
     * @param number of the rollout within its build, from 1
     * @return unique on the controller and safe in URLs, file names and HTTP headers
     */
    public static String of(String build, int number) {
        int hash = build.lastIndexOf('#');
        String job = hash < 0 ? build : build.substring(0, hash);
        String which = hash < 0 ? "0" : build.substring(hash + 1);
        var id = new StringBuilder();
        job.codePoints().forEach(c -> {
            if (c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_')) {
                id.appendCodePoint(c);
            } else {
                id.append('.').append(Integer.toHexString(c)).append('.');
            }
        });
        return id.append('-').append(which).append('-').append(number).toString();
    }

    /** Whether a text from outside can be an id at all; a check before it meets a file name. */
    public static boolean valid(String id) {
        return VALID.matcher(id).matches() && !id.startsWith(".");
    }
}
