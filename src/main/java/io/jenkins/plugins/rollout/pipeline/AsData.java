package io.jenkins.plugins.rollout.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;

/**
 * What a Jenkinsfile writes, as a file of data has it: {@code threshold(name: 'x', …)} is {@code {threshold: {name: x,
 * …}}} or {@code {$symbol: threshold, name: x, …}}.
 */
final class AsData {
    private static final String SYMBOL = "$symbol";

    private AsData() {}

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
        if (node.isNumber()) {
            return node.canConvertToInt() && node.canConvertToExactIntegral()
                    ? Integer.valueOf(node.intValue())
                    : Double.valueOf(node.doubleValue());
        }
        return node.isBoolean() ? Boolean.valueOf(node.booleanValue()) : node.isNull() ? null : node.asText();
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
