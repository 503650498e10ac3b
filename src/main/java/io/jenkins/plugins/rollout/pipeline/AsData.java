package io.jenkins.plugins.rollout.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Describable;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;

/**
 * What a Jenkinsfile writes, as a file of data has it: {@code threshold(name: 'x', …)} is {@code {threshold: {name: x,
 * …}}} or {@code {$symbol: threshold, name: x, …}}.
 */
public final class AsData {
    private static final String SYMBOL = "$symbol";

    private AsData() {}

    /**
     * Reads a list of things that Jenkins binds, by the rules by which a Jenkinsfile's maps are read.
     *
     * @param list how the list is called: {@code calendars}
     * @param written nothing at all is an empty list
     * @param problems gets all mistakes; with one of them nothing is to be used
     */
    public static <T extends Describable<?>> List<T> readAll(
            String list, Class<T> type, JsonNode written, List<Problem> problems) {
        List<T> all = new ArrayList<>();
        if (written.isMissingNode() || written.isNull()) {
            return all;
        }
        if (!written.isArray()) {
            problems.add(Problem.of(list, "is not a list; write '- name: …' for each"));
            return all;
        }
        for (int i = 0; i < written.size(); i++) {
            String name = written.get(i).path("name").asText("");
            String place = name.isEmpty() ? list + "[" + i + "]" : one(list) + " '" + name + "'";
            var mistakes = new Mistakes();
            read(type, written.get(i), mistakes).ifPresent(all::add);
            mistakes.all().stream()
                    .map(problem -> problem.at(problem.place().isEmpty() ? place : place + ", " + problem.place()))
                    .forEach(problems::add);
        }
        return all;
    }

    /** {@code policy} of {@code policies}. */
    private static String one(String list) {
        return list.endsWith("ies") ? list.substring(0, list.length() - 3) + "y" : list.substring(0, list.length() - 1);
    }

    private static <T> Optional<T> read(Class<T> type, JsonNode written, Mistakes mistakes) {
        if (!(of(written) instanceof Map<?, ?> map)) {
            mistakes.add("", "is no map; write names with values");
            return Optional.empty();
        }
        try {
            return Optional.of(DescribableModel.of(type).instantiate(Arguments.read(type, map, mistakes), null));
        } catch (Exception e) { // whatever a constructor or setter refuses
            Throwable reason = e;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            mistakes.add("", reason.getMessage() == null ? reason.toString() : reason.getMessage());
            return Optional.empty();
        }
    }

    /** Maps, lists, texts, numbers, true and false. */
    static Object of(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(member -> map.put(member.getKey(), of(member.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(each -> list.add(of(each)));
            return list;
        }
        if (node.isNumber() && node.canConvertToInt() && node.canConvertToExactIntegral()) {
            return node.intValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNull() ? null : node.asText();
    }

    /** Whether a map says by a symbol what it is. */
    static boolean named(Map<?, ?> map) {
        return map.containsKey(SYMBOL)
                || map.size() == 1 && map.values().iterator().next() instanceof Map<?, ?>;
    }

    /** The thing of that symbol, with everything in it that has one, too. */
    static UninstantiatedDescribable described(Map<?, ?> map) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        Object symbol = map.get(SYMBOL);
        Map<?, ?> members = map;
        if (symbol == null) {
            Map.Entry<?, ?> only = map.entrySet().iterator().next();
            symbol = only.getKey();
            members = (Map<?, ?>) only.getValue();
        }
        members.forEach((key, value) -> {
            if (!SYMBOL.equals(key)) {
                arguments.put(key.toString(), inside(value));
            }
        });
        return new UninstantiatedDescribable(symbol.toString(), null, arguments);
    }

    private static Object inside(Object value) {
        if (value instanceof Map<?, ?> map && named(map)) {
            return described(map);
        }
        return value instanceof List<?> list ? list.stream().map(AsData::inside).toList() : value;
    }
}
