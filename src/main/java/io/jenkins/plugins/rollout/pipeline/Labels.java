package io.jenkins.plugins.rollout.pipeline;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands beside a step's name in the views of a Pipeline. */
final class Labels {
    private Labels() {}

    /** The values of some arguments, with blanks between them; null when there are none. */
    static String of(Map<String, Object> arguments, String... names) {
        String label = Stream.of(names)
                .map(arguments::get)
                .filter(Objects::nonNull)
                .map(Object::toString)
                .collect(Collectors.joining(" "));
        return label.isEmpty() ? null : label;
    }
}
