package io.jenkins.plugins.rollout.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.ExtensionList;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.StreamTaskListener;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;

/**
 * Writes a describable as JSON and makes it again, by the rules that bind it in a Jenkinsfile: the data-bound arguments
 * that differ from their defaults, by name, in alphabetical order. {@code threshold(name: 'x', …)} becomes
 * {@code {"$symbol": "threshold", "name": "x", …}}; a class without symbol is named by {@code $class}.
 */
public final class Definitions {
    public static final String SYMBOL = "$symbol";
    public static final String CLASS = "$class";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Definitions() {}

    /**
     * Writes a describable.
     *
     * @throws IllegalArgumentException when it holds something that is not data, a secret for one
     */
    public static JsonNode toJson(Describable<?> describable) {
        UninstantiatedDescribable written = UninstantiatedDescribable.from(describable);
        if (written.getSymbol() == null && written.getKlass() == null) {
            written.setKlass(describable.getClass().getName());
        }
        return write(written);
    }

    /**
     * Makes the describable again.
     *
     * @param type what it must be, an extension point for example
     * @throws IllegalArgumentException when nothing of that type answers to its symbol or class any more, an argument
     *     is not known, or a value does not fit
     */
    public static <T> T fromJson(JsonNode definition, Class<T> type) {
        if (!(read(definition, type) instanceof UninstantiatedDescribable described)) {
            throw new IllegalArgumentException("a definition names what it is by " + SYMBOL + " or " + CLASS);
        }
        var warnings = new ByteArrayOutputStream();
        T made;
        try {
            made = described.instantiate(type, new StreamTaskListener(warnings, StandardCharsets.UTF_8));
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    "the definition of a " + type.getSimpleName() + " cannot be used here: " + reason(e), e);
        }
        if (warnings.size() > 0) {
            throw new IllegalArgumentException("the definition of a " + type.getSimpleName() + " cannot be used here: "
                    + warnings.toString(StandardCharsets.UTF_8).trim());
        }
        return made;
    }

    private static String reason(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
    }

    private static JsonNode write(Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof UninstantiatedDescribable described) {
            return write(described);
        }
        if (value instanceof Map<?, ?> map) {
            return write(NODES.objectNode(), map);
        }
        if (value instanceof Iterable<?> list) {
            ArrayNode array = NODES.arrayNode();
            list.forEach(element -> array.add(write(element)));
            return array;
        }
        if (value instanceof CharSequence || value instanceof Character || value instanceof Enum) {
            return NODES.textNode(value.toString());
        }
        if (value instanceof Boolean bool) {
            return NODES.booleanNode(bool);
        }
        return value instanceof Number number ? write(number) : refuse(value);
    }

    private static ObjectNode write(UninstantiatedDescribable described) {
        ObjectNode object = NODES.objectNode();
        if (described.getSymbol() != null) {
            object.put(SYMBOL, described.getSymbol());
        } else if (described.getKlass() != null) {
            object.put(CLASS, described.getKlass());
        }
        return write(object, described.getArguments());
    }

    private static ObjectNode write(ObjectNode object, Map<?, ?> members) {
        var sorted = new TreeMap<String, Object>();
        members.forEach((name, value) -> sorted.put(String.valueOf(name), value));
        sorted.forEach((name, value) -> object.set(name, write(value)));
        return object;
    }

    private static JsonNode write(Number number) {
        if (number instanceof BigDecimal decimal) {
            return NODES.numberNode(decimal);
        }
        if (number instanceof BigInteger big) {
            return NODES.numberNode(big);
        }
        if (number instanceof Double || number instanceof Float) {
            return Double.isFinite(number.doubleValue()) ? NODES.numberNode(number.doubleValue()) : refuse(number);
        }
        long integer = number.longValue();
        // as a parser would make it, so that what was read back is equal to what was written
        return integer == (int) integer ? NODES.numberNode((int) integer) : NODES.numberNode(integer);
    }

    private static <R> R refuse(Object value) {
        // names the class only: the value could be a secret
        throw new IllegalArgumentException("a " + value.getClass().getName() + " cannot be written down as data");
    }

    private static Object read(JsonNode node, Class<?> type) {
        if (node.isObject()) {
            return readObject((ObjectNode) node, type);
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(element -> list.add(read(element, Object.class)));
            return list;
        }
        if (node.isNumber()) {
            return node.canConvertToInt() && node.isIntegralNumber()
                    ? Integer.valueOf(node.intValue())
                    : node.numberValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNull() ? null : node.textValue();
    }

    private static Object readObject(ObjectNode object, Class<?> type) {
        String symbol = object.path(SYMBOL).textValue();
        String className = object.path(CLASS).textValue();
        Map<String, Object> members = new TreeMap<>();
        object.properties().forEach(member -> {
            if (!member.getKey().equals(SYMBOL) && !member.getKey().equals(CLASS)) {
                members.put(member.getKey(), read(member.getValue(), Object.class));
            }
        });
        if (symbol == null && className == null) {
            return members;
        }
        return new UninstantiatedDescribable(symbol, symbol == null ? registered(className, type) : null, members);
    }

    /** Only classes with a descriptor: a definition cannot make just any object. */
    private static String registered(String className, Class<?> type) {
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            Class<?> known = descriptor.clazz;
            if (type.isAssignableFrom(known)
                    && (known.getName().equals(className)
                            || known.getSimpleName().equals(className))) {
                return className;
            }
        }
        throw new IllegalArgumentException("there is no " + type.getSimpleName() + " of the class " + className);
    }
}
