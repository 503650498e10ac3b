package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;

/**
 * Something that is written in a script, with its line. What only a run would show is not known.
 *
 * @param line from 1
 * @param value a text, number, truth or null; null for what is not known, and for maps, lists and things
 * @param unknown how it is written, where it is not known; null where it is
 * @param symbol what kind of thing it is, as in {@code threshold(…)}; null for others
 * @param members of a map or a thing, by name; null for others
 * @param elements of a list; null for others
 */
record Literal(
        int line,
        @CheckForNull Object value,
        @CheckForNull String unknown,
        @CheckForNull String symbol,
        @CheckForNull Map<String, Literal> members,
        @CheckForNull List<Literal> elements) {

    /** Something that is not known, and where. */
    record Unknown(String place, String field, int line, String text) {}

    static Literal of(int line, @CheckForNull Object value) {
        return new Literal(line, value, null, null, null, null);
    }

    static Literal unknown(int line, String text) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return new Literal(line, null, shown, null, null, null);
    }

    static Literal list(int line, List<Literal> elements) {
        return new Literal(line, null, null, null, null, elements);
    }

    /** @param symbol null for a map */
    static Literal map(int line, @CheckForNull String symbol, Map<String, Literal> members) {
        return new Literal(line, null, null, symbol, members, null);
    }

    /** The value as Pipeline would hand it over, without what is not known. */
    @CheckForNull
    Object known(String place, String field, List<Unknown> unknown) {
        if (this.unknown != null) {
            unknown.add(new Unknown(place, field, line, this.unknown));
            return null;
        }
        if (elements != null) {
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < elements.size(); i++) {
                String phase = field.equals("phases") ? elements.get(i).name() : null;
                Object each = phase == null
                        ? elements.get(i).known(place, field + "[" + i + "]", unknown)
                        : elements.get(i).known("phase '" + phase + "'", "", unknown);
                if (each != null) {
                    list.add(each);
                }
            }
            return list;
        }
        if (members == null) {
            return value;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        members.forEach((name, member) -> {
            Object known = member.known(place, field.isEmpty() ? name : field + "." + name, unknown);
            if (known != null) {
                map.put(name, known);
            }
        });
        return symbol == null ? map : new UninstantiatedDescribable(symbol, null, map);
    }

    @CheckForNull
    private String name() {
        Literal name = members == null ? null : members.get("name");
        return name == null || name.value == null ? null : name.value.toString().trim();
    }

    /** What stands in a map or a thing under a name; empty also for what is neither. */
    Optional<Literal> member(String name) {
        return members == null ? Optional.empty() : Optional.ofNullable(members.get(name));
    }

    /** All that stands in a map or a thing, by name; nothing for what is neither. */
    Map<String, Literal> all() {
        return members == null ? Map.of() : members;
    }

    /** The line on which a field stands, or the nearest thing around it that stands there. */
    int lineOf(String place, String field) {
        if (place.startsWith("phase '") && members != null && members.get("phases") != null) {
            List<Literal> phases = members.get("phases").elements;
            for (Literal phase : phases == null ? List.<Literal>of() : phases) {
                if (place.equals("phase '" + phase.name() + "'")) {
                    return phase.lineOf("", field);
                }
            }
        }
        Literal at = this;
        for (String step : field.replace("[", ".[").split("\\.")) {
            Literal next = at.child(step);
            if (next == null) {
                return at.line;
            }
            at = next;
        }
        return at.line;
    }

    @CheckForNull
    private Literal child(String step) {
        if (step.startsWith("[") && elements != null) {
            int index = Integer.parseInt(step.substring(1, step.length() - 1));
            return index < elements.size() ? elements.get(index) : null;
        }
        return members == null ? null : members.get(step);
    }
}
