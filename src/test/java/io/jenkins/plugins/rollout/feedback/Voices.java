package io.jenkins.plugins.rollout.feedback;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** What people say in tests. */
final class Voices {
    static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static int number;

    private Voices() {}

    static Response rating(String person, int score, String comment) {
        return Response.rating(
                "r" + ++number, AT, "dogfood", Source.PERSON, person == null ? null : new Person(person, person), score, comment, null);
    }

    static Response imported(String key, int score, String comment) {
        return Response.rating("r" + ++number, AT, "dogfood", Source.IMPORT, new Person("tess " + key, "Tess " + key), score, comment, key);
    }

    static Response signOff(String person, boolean ok, String... as) {
        return Response.signOff(
                "s" + ++number, AT, "dogfood", Source.PERSON, new Person(person, person),
                new Response.SignOff(ok, List.of(), List.of(as)), "", null);
    }

    /** Ratings of nobody in particular. */
    static List<Response> ratings(int... scores) {
        return IntStream.of(scores).mapToObj(score -> rating(null, score, "")).toList();
    }
}
