package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.rollout.engine.PlanRules;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jenkinsci.plugins.structs.SymbolLookup;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;

/**
 * Reads the maps of a Jenkinsfile before they are bound. Binding stops at the first mistake and only warns of an
 * unknown name; a misspelt {@code metrics} would be a gate without metrics. Here all mistakes are collected, what is
 * wrong is left out, and what is meant is accepted: a number where a text is wanted, one name where a list of names
 * is.
 */
final class Arguments {
    private static final String CLASS = "$class";

    private final Mistakes mistakes;

    private Arguments(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    /**
     * What can be bound of what was written.
     *
     * @param type the class it will be bound to
     * @param mistakes gets what cannot
     */
    static Map<String, Object> read(Class<?> type, Map<?, ?> written, Mistakes mistakes) {
        return new Arguments(mistakes).map(type, written);
    }

    private Map<String, Object> map(Class<?> type, Map<?, ?> written) {
        DescribableModel<?> model = DescribableModel.of(type);
        Map<String, Object> read = new LinkedHashMap<>();
        written.forEach((key, value) -> {
            String name = String.valueOf(key);
            DescribableParameter parameter = model.getParameter(name);
            if (parameter == null) {
                if (!name.equals(CLASS)) {
                    var known = new TreeSet<String>();
                    model.getParameters().forEach(other -> known.add(other.getName()));
                    mistakes.add(name, "is not known here; known are " + String.join(", ", known));
                }
            } else if (value != null) {
                Object fit = fit(name, parameter.getRawType(), value);
                if (fit != null) {
                    read.put(name, fit);
                }
            }
        });
        return read;
    }

    /** The value in a form that fits, or null after it was noted as a mistake. */
    @CheckForNull
    private Object fit(String field, Type type, Object value) {
        Class<?> erased = erase(type);
        if (List.class.isAssignableFrom(erased)) {
            return list(field, type, value);
        }
        if (erased == String.class) {
            return text(field, value);
        }
        if (erased == int.class || erased == Integer.class) {
            return integer(field, value);
        }
        if (erased == Double.class) {
            return percentage(field, value);
        }
        if (erased == boolean.class) {
            return truth(field, value);
        }
        return Describable.class.isAssignableFrom(erased) ? described(field, erased, value) : value;
    }

    private static Class<?> erase(Type type) {
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
    }

    private Object list(String field, Type type, Object value) {
        Type element = ((ParameterizedType) type).getActualTypeArguments()[0];
        if (!(value instanceof List<?>) && value instanceof Map<?, ?>) {
            return wrong(field, "is a map; write a list of maps: " + field + ": [[…], […]]");
        }
        List<?> values = value instanceof List<?> several ? several : List.of(value);
        var all = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Object one = values.get(i);
            if (one == null) {
                mistakes.add(field + "[" + i + "]", "is null");
                continue;
            }
            if (one instanceof CharSequence text && text.toString().isBlank()) {
                mistakes.add(field + "[" + i + "]", "is blank"); // an unset variable must not ask everybody instead
                continue;
            }
            Object fit = element == PhaseDefinition.class ? phase(i, one) : fit(field + "[" + i + "]", element, one);
            if (fit != null) {
                all.add(fit);
            }
        }
        return all;
    }

    private Object phase(int index, Object value) {
        Object name = value instanceof Map<?, ?> map ? map.get("name") : null;
        String place = name == null ? "phases[" + index + "]" : PlanRules.place(name.toString());
        if (!(value instanceof Map<?, ?>) && !(value instanceof PhaseDefinition)) {
            return wrong(
                    "phases[" + index + "]", "is " + shown(value) + "; write a map: [name: 'canary', exposure: 5]");
        }
        return new Arguments(mistakes.at(place)).described("", PhaseDefinition.class, value);
    }

    private Object text(String field, Object value) {
        if (value instanceof CharSequence || value instanceof Boolean || value instanceof Enum<?>) {
            return value.toString();
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value instanceof Number ? value.toString() : wrong(field, "is " + shown(value) + "; write a text");
    }

    private Object integer(String field, Object value) {
        try {
            return new BigDecimal(value.toString().trim()).intValueExact();
        } catch (NumberFormatException | ArithmeticException e) {
            return wrong(field, shown(value) + " is not a whole number");
        }
    }

    private Object percentage(String field, Object value) {
        String text = value.toString().trim();
        String digits =
                text.endsWith("%") ? text.substring(0, text.length() - 1).trim() : text;
        try {
            return new BigDecimal(digits).doubleValue();
        } catch (NumberFormatException e) {
            return wrong(field, shown(value) + " is not a percentage; write it like 5, 0.5 or '5%'");
        }
    }

    private Object truth(String field, Object value) {
        if (value instanceof Boolean) {
            return value;
        }
        return switch (value.toString().trim()) {
            case "true" -> true;
            case "false" -> false;
            default -> wrong(field, shown(value) + " is neither true nor false");
        };
    }

    private Object described(String field, Class<?> type, Object value) {
        if (type.isInstance(value)) {
            return value;
        }
        Arguments inner = new Arguments(field.isEmpty() ? mistakes : mistakes.within(field));
        if (type == ApprovalDefinition.class && value instanceof List<?> rules) {
            return inner.approval(rules);
        }
        boolean map = value instanceof Map<?, ?>;
        if (!Modifier.isAbstract(type.getModifiers())) {
            if (value instanceof UninstantiatedDescribable written && names(written, type)) {
                return DescribableModel.of(type).instantiate(inner.map(type, written.getArguments()), null);
            }
            return map
                    ? DescribableModel.of(type).instantiate(inner.map(type, (Map<?, ?>) value), null)
                    : wrong(field, "is " + shown(value) + "; write a map: " + field + ": [name: value]");
        }
        if (value instanceof UninstantiatedDescribable written) {
            return inner.make(written, type);
        }
        if (map && ((Map<?, ?>) value).containsKey(CLASS)) {
            Map<String, Object> arguments = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((key, argument) -> arguments.put(key.toString(), argument));
            return inner.make(
                    new UninstantiatedDescribable(null, arguments.remove(CLASS).toString(), arguments), type);
        }
        if (map && AsData.named((Map<?, ?>) value)) {
            return inner.make(AsData.described((Map<?, ?>) value), type);
        }
        return wrong(field, "is " + shown(value) + "; write what it is by its name, as in threshold(…)");
    }

    /** Whether it says by its symbol that it is of the type: {@code audience(name: 'beta')}. */
    private static boolean names(UninstantiatedDescribable written, Class<?> type) {
        Descriptor<?> kind = written.getSymbol() == null
                ? null
                : SymbolLookup.get().findDescriptor(Describable.class, written.getSymbol());
        return kind != null && kind.clazz == type;
    }

    /** {@code approval: [[from: ['qa']], [from: ['sre'], quorum: 2]]}: the rules alone. */
    private Object approval(List<?> rules) {
        if (!rules.isEmpty() && rules.stream().allMatch(CharSequence.class::isInstance)) {
            return wrong("", "is a list of names; write [from: ['release-managers']]");
        }
        return described("", ApprovalDefinition.class, Map.of("rules", rules));
    }

    /** Makes something by its symbol; whatever it would only warn of is a mistake too. */
    private Object make(UninstantiatedDescribable given, Class<?> type) {
        UninstantiatedDescribable written = type == QuestionDefinition.class ? question(given) : given;
        var warnings = new ByteArrayOutputStream();
        try {
            Object made = written.instantiate(type, new StreamTaskListener(warnings, StandardCharsets.UTF_8));
            if (warnings.size() > 0) {
                return wrong("", readable(warnings.toString(StandardCharsets.UTF_8)));
            }
            return made;
        } catch (Exception e) {
            Throwable reason = e;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            return wrong("", readable(reason.getMessage() == null ? reason.toString() : reason.getMessage()));
        }
    }

    /** A question whose own arguments are read as ours are; {@code text('ticket')} names it. */
    private UninstantiatedDescribable question(UninstantiatedDescribable given) {
        Descriptor<?> kind = given.getSymbol() == null
                ? null
                : SymbolLookup.get().findDescriptor(QuestionDefinition.class, given.getSymbol());
        if (kind == null) {
            return given; // what it is not, is said when it is made
        }
        Map<String, Object> arguments = new LinkedHashMap<>(given.getArguments());
        Object alone = arguments.remove(UninstantiatedDescribable.ANONYMOUS_KEY);
        if (alone != null) {
            arguments.put("name", alone);
        }
        return new UninstantiatedDescribable(given.getSymbol(), null, map(kind.clazz, arguments));
    }

    private static String readable(String message) {
        return message.strip().replaceFirst("^WARNING: ", "").replaceAll("\\s+", " ");
    }

    private Object wrong(String field, String message) {
        mistakes.add(field, message);
        return null;
    }

    private static String shown(Object value) {
        return value instanceof CharSequence || value instanceof Number || value instanceof Boolean
                ? "'" + value + "'"
                : value instanceof Map<?, ?> ? "a map" : value instanceof List<?> ? "a list" : "something else";
    }
}
