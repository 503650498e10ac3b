package io.jenkins.plugins.rollout.embedded.cps;

import groovy.lang.Closure;
import groovy.lang.GString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A call's arguments by name, and its block. The rules are those of Jenkins Pipeline. */
record Arguments(Map<String, Object> named, Closure<?> block) {
    /**
     * Reads what Groovy passes to a method that does not exist.
     *
     * @param takesBlock whether a closure at the end is the block
     * @param sole the name that an argument without one gets; null when there is none
     * @param soleOnly whether the call takes no other argument, so that a map can be its value
     */
    static Arguments of(Object given, boolean takesBlock, String sole, boolean soleOnly) {
        List<Object> all = given instanceof Object[] array
                ? new ArrayList<>(List.of(withoutNulls(array)))
                : new ArrayList<>(List.of(given));
        all.replaceAll(o -> o == NULL ? null : o);
        Closure<?> block = null;
        if (takesBlock && !all.isEmpty() && all.get(all.size() - 1) instanceof Closure<?> last) {
            block = last;
            all.remove(all.size() - 1);
        }
        if (all.isEmpty()) {
            return new Arguments(new LinkedHashMap<>(), block);
        }
        if (all.size() > 1) {
            throw new IllegalArgumentException("Expected named arguments but got " + all);
        }
        Object only = all.get(0);
        if (only instanceof Map<?, ?> map
                && !map.containsKey("$class")
                && (!soleOnly || map.size() == 1 && map.containsKey(sole))) {
            return new Arguments(byName(map), block);
        }
        if (sole == null) {
            throw new IllegalArgumentException("Expected named arguments but got " + all);
        }
        return new Arguments(byName(Collections.singletonMap(sole, only)), block);
    }

    private static final Object NULL = new Object();

    private static Object[] withoutNulls(Object[] array) {
        Object[] copy = array.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = copy[i] == null ? NULL : copy[i];
        }
        return copy;
    }

    private static Map<String, Object> byName(Map<?, ?> map) {
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((k, v) -> named.put(String.valueOf(k), flat(v)));
        return named;
    }

    /** Texts with values in them become texts, all the way down. */
    private static Object flat(Object value) {
        if (value instanceof GString) {
            return value.toString();
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(e -> copy.add(flat(e)));
            return copy;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((k, v) -> copy.put(flat(k), flat(v)));
            return copy;
        }
        return value;
    }
}
