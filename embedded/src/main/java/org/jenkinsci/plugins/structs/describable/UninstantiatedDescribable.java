package org.jenkinsci.plugins.structs.describable;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.model.TaskListener;
import hudson.util.Secret;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@code symbol(argument: value)} gives in a Jenkinsfile: an object still to be made, when its type is known. */
public class UninstantiatedDescribable implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The name of an argument that was given without one. */
    public static final String ANONYMOUS_KEY = "<anonymous>";

    private String symbol;
    private String klass;
    private final Map<String, ?> arguments;
    private transient DescribableModel<?> model;

    public UninstantiatedDescribable(String symbol, String klass, Map<String, ?> arguments) {
        this.symbol = symbol;
        this.klass = klass;
        this.arguments = arguments;
    }

    public UninstantiatedDescribable(Map<String, ?> arguments) {
        Map<String, Object> rest = new LinkedHashMap<>(arguments);
        this.klass = (String) rest.remove(DescribableModel.CLAZZ);
        this.arguments = rest;
    }

    public UninstantiatedDescribable withArguments(Map<String, ?> changed) {
        UninstantiatedDescribable copy = new UninstantiatedDescribable(symbol, klass, changed);
        copy.model = model;
        return copy;
    }

    @Nullable
    public String getSymbol() {
        return symbol;
    }

    public void setSymbol(String symbol) {
        this.symbol = symbol;
    }

    @Nullable
    public String getKlass() {
        return klass;
    }

    public void setKlass(String klass) {
        this.klass = klass;
    }

    @CheckForNull
    public DescribableModel<?> getModel() {
        return model;
    }

    public void setModel(DescribableModel<?> model) {
        this.model = model;
    }

    public Map<String, ?> getArguments() {
        return arguments;
    }

    public boolean hasSoleRequiredArgument() {
        DescribableParameter sole = model == null ? null : model.getSoleRequiredParameter();
        return sole != null && arguments.size() == 1 && arguments.containsKey(sole.getName());
    }

    /** Maps all the way down, with {@code $class} where a class must be named. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = toShallowMap();
        map.replaceAll((name, value) -> plain(value));
        return map;
    }

    public Map<String, Object> toShallowMap() {
        Map<String, Object> map = new TreeMap<>(arguments);
        if (klass != null) {
            map.put(DescribableModel.CLAZZ, klass);
        }
        return map;
    }

    private static Object plain(Object value) {
        if (value instanceof UninstantiatedDescribable ud) {
            return ud.toMap();
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(e -> copy.add(e instanceof UninstantiatedDescribable ud ? ud.toMap() : e));
            return copy;
        }
        return value;
    }

    @Deprecated
    public Object instantiate() throws Exception {
        return instantiate((TaskListener) null);
    }

    public Object instantiate(TaskListener listener) throws Exception {
        Class<?> base = model == null ? Object.class : model.getType();
        return instantiate(base, listener);
    }

    @Deprecated
    public <T> T instantiate(Class<T> base) throws Exception {
        return instantiate(base, null);
    }

    public <T> T instantiate(Class<T> base, TaskListener listener) throws Exception {
        Class<?> type = Coercion.resolveClass(base, klass, symbol);
        return base.cast(DescribableModel.of(type).instantiate(arguments, listener));
    }

    public static UninstantiatedDescribable from(Object o) {
        return DescribableModel.uninstantiate2_(o);
    }

    @Override
    public boolean equals(Object o) {
        return o != null
                && o.getClass() == getClass()
                && Objects.equals(symbol, ((UninstantiatedDescribable) o).symbol)
                && Objects.equals(klass, ((UninstantiatedDescribable) o).klass)
                && arguments.equals(((UninstantiatedDescribable) o).arguments);
    }

    @Override
    public int hashCode() {
        return Objects.hash(symbol, klass, arguments);
    }

    @Override
    public String toString() {
        return (symbol == null ? "" : "@" + symbol)
                + (klass == null ? "" : "$" + klass)
                + arguments.entrySet().stream()
                        .map(e -> e.getKey() + "=" + (e.getValue() instanceof Secret ? "****" : e.getValue()))
                        .collect(Collectors.joining(",", "(", ")"));
    }
}
