package org.jenkinsci.plugins.structs.describable;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionList;
import hudson.Main;
import hudson.model.Descriptor;
import hudson.model.TaskListener;
import hudson.util.LogTaskListener;
import hudson.util.Secret;
import java.beans.Introspector;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.structs.SymbolLookup;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * Makes objects of a data-bound class from the maps, lists and symbols of a Jenkinsfile, and writes them back. The
 * refusals say what Jenkins says, so that whoever searches for one finds it.
 */
public final class DescribableModel<T> {
    private static final Logger LOGGER = Logger.getLogger(DescribableModel.class.getName());
    private static final Map<Class<?>, DescribableModel<?>> MODELS = new ConcurrentHashMap<>();

    /** The key that names a class in a map. */
    public static final String CLAZZ = "$class";

    /** Whether an unknown argument is an error; in a real build Jenkins only warns. */
    public static boolean STRICT_PARAMETER_CHECKING = Main.isUnitTest;

    private final Class<T> type;
    private final Constructor<T> constructor;
    private final List<String> constructorNames = new ArrayList<>();
    private final Map<String, DescribableParameter> parameters = new LinkedHashMap<>();

    @SuppressWarnings("unchecked")
    public static <T> DescribableModel<T> of(Class<T> clazz) {
        return (DescribableModel<T>) MODELS.computeIfAbsent(clazz, DescribableModel::new);
    }

    public DescribableModel(Class<T> clazz) {
        this.type = clazz;
        this.constructor = dataBoundConstructor(clazz);
        for (java.lang.reflect.Parameter p : constructor.getParameters()) {
            if (!p.isNamePresent()) {
                throw new IllegalStateException(clazz.getName() + " was compiled without -parameters");
            }
            constructorNames.add(p.getName());
            add(parameters, p.getParameterizedType(), p.getName(), null);
        }
        parameters.putAll(optional());
    }

    private void add(Map<String, DescribableParameter> to, Type type, String name, Member setter) {
        to.put(name, new DescribableParameter(this, type, name, setter));
    }

    private Map<String, DescribableParameter> optional() {
        Map<String, DescribableParameter> optional = new TreeMap<>();
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Field f : c.getDeclaredFields()) {
                if (f.isAnnotationPresent(DataBoundSetter.class)) {
                    f.setAccessible(true);
                    add(optional, f.getGenericType(), f.getName(), f);
                }
            }
            for (Method m : c.getDeclaredMethods()) {
                if (m.isAnnotationPresent(DataBoundSetter.class) && !m.isBridge()) {
                    if (!m.getName().startsWith("set") || m.getParameterCount() != 1) {
                        throw new IllegalStateException(m + " cannot be a @DataBoundSetter");
                    }
                    add(
                            optional,
                            m.getGenericParameterTypes()[0],
                            Introspector.decapitalize(m.getName().substring(3)),
                            m);
                }
            }
        }
        return optional;
    }

    @SuppressWarnings("unchecked")
    private static <T> Constructor<T> dataBoundConstructor(Class<T> clazz) {
        for (Constructor<?> c : clazz.getConstructors()) {
            if (c.isAnnotationPresent(DataBoundConstructor.class)) {
                return (Constructor<T>) c;
            }
        }
        throw new NoStaplerConstructorException("There's no @DataBoundConstructor on any constructor of " + clazz);
    }

    static boolean isDataBound(Class<?> clazz) {
        for (Constructor<?> c : clazz.getConstructors()) {
            if (c.isAnnotationPresent(DataBoundConstructor.class)) {
                return true;
            }
        }
        return false;
    }

    public Class<T> getType() {
        return type;
    }

    /** Mandatory ones first, in the constructor's order, then the others by name. */
    public Collection<DescribableParameter> getParameters() {
        return parameters.values();
    }

    @CheckForNull
    public DescribableParameter getParameter(String name) {
        return parameters.get(name);
    }

    public boolean hasSingleRequiredParameter() {
        return getSoleRequiredParameter() != null;
    }

    @CheckForNull
    public DescribableParameter getSoleRequiredParameter() {
        return constructorNames.size() == 1 ? parameters.get(constructorNames.get(0)) : null;
    }

    @CheckForNull
    public DescribableParameter getFirstRequiredParameter() {
        return constructorNames.isEmpty() ? null : parameters.get(constructorNames.get(0));
    }

    public String getDisplayName() {
        for (Descriptor<?> d : ExtensionList.lookup(Descriptor.class)) {
            if (d.clazz == type) {
                return d.getDisplayName();
            }
        }
        return type.getSimpleName();
    }

    @Deprecated
    public T instantiate(Map<String, ?> arguments) throws IllegalArgumentException {
        return instantiate(arguments, new LogTaskListener(LOGGER, Level.FINE));
    }

    /** Makes an object; what is odd but not wrong goes to the listener. */
    public T instantiate(Map<String, ?> arguments, @CheckForNull TaskListener listener)
            throws IllegalArgumentException {
        TaskListener warnings = listener == null ? new LogTaskListener(LOGGER, Level.WARNING) : listener;
        CustomDescribableModel custom = CustomDescribableModel.of(type);
        Map<String, ?> named =
                named(custom == null ? arguments : custom.customInstantiate(new LinkedHashMap<>(arguments)));
        refuseUnknown(named, warnings);
        try {
            T object = constructor.newInstance(constructorArguments(named, warnings));
            for (DescribableParameter p : parameters.values()) {
                if (!p.isRequired() && named.containsKey(p.getName())) {
                    p.set(object, Coercion.coerce(p.setterName(), p.getRawType(), named.get(p.getName()), warnings));
                }
            }
            return object;
        } catch (Exception e) {
            if (named.values().stream().anyMatch(Secret.class::isInstance)) {
                throw new IllegalArgumentException("Could not instantiate arguments for " + type.getName()
                        + ". Secrets are involved, so details are available on more verbose logging levels.");
            }
            throw new IllegalArgumentException(
                    "Could not instantiate " + named + " for " + type.getName() + ": " + e, e);
        }
    }

    private Map<String, ?> named(Map<String, ?> arguments) {
        if (!arguments.containsKey(UninstantiatedDescribable.ANONYMOUS_KEY)) {
            return arguments;
        }
        if (arguments.size() != 1) {
            throw new IllegalArgumentException(
                    "All arguments have to be named but it has " + UninstantiatedDescribable.ANONYMOUS_KEY);
        }
        DescribableParameter sole = getSoleRequiredParameter();
        if (sole == null) {
            throw new IllegalArgumentException("Arguments to " + type + " have to be explicitly named");
        }
        Map<String, Object> named = new LinkedHashMap<>();
        named.put(sole.getName(), arguments.get(UninstantiatedDescribable.ANONYMOUS_KEY));
        return named;
    }

    private void refuseUnknown(Map<String, ?> arguments, TaskListener listener) {
        Set<String> unknown = new TreeSet<>(arguments.keySet());
        unknown.removeAll(parameters.keySet());
        if (!unknown.isEmpty()) {
            String message = "WARNING: Unknown parameter(s) found for class type '" + type.getName() + "': "
                    + String.join(",", unknown);
            if (STRICT_PARAMETER_CHECKING) {
                throw new IllegalArgumentException(message);
            }
            listener.getLogger().println(message);
        }
    }

    private Object[] constructorArguments(Map<String, ?> arguments, TaskListener listener) throws Exception {
        Type[] types = constructor.getGenericParameterTypes();
        Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            String name = constructorNames.get(i);
            Object given = arguments.get(name);
            if (given != null) {
                values[i] = Coercion.coerce(type.getName() + "." + name, types[i], given, listener);
            } else if (types[i] instanceof Class<?> c && c.isPrimitive()) {
                values[i] = Array.get(Array.newInstance(c, 1), 0);
            }
        }
        return values;
    }

    @Deprecated
    public Map<String, Object> uninstantiate(T o) throws UnsupportedOperationException {
        return uninstantiate2(o).toMap();
    }

    /** The arguments that would make an equal object, without those that are its defaults. */
    public UninstantiatedDescribable uninstantiate2(T o) throws UnsupportedOperationException {
        if (!type.isInstance(o)) {
            throw new IllegalArgumentException(
                    "Expected " + type + " but got " + (o == null ? "null" : "an instance of " + o.getClass()));
        }
        Map<String, Object> all = new TreeMap<>();
        Map<String, Object> mandatory = new TreeMap<>();
        Map<String, Object> current = new TreeMap<>();
        for (DescribableParameter p : parameters.values()) {
            Object value = p.inspect(o);
            if (p.isRequired() && value == null) {
                continue;
            }
            all.put(p.getName(), value);
            if (p.isRequired()) {
                mandatory.put(p.getName(), value);
            }
            if (!p.isDeprecated()) {
                current.put(p.getName(), value);
            }
        }
        dropDefaults(all, mandatory, false);
        current.keySet().retainAll(all.keySet());
        if (!current.keySet().equals(all.keySet())) {
            dropDefaults(all, current, true);
        }
        Set<String> symbols = SymbolLookup.getSymbolValue(o);
        UninstantiatedDescribable ud = new UninstantiatedDescribable(
                symbols.isEmpty() ? null : symbols.iterator().next(), null, all);
        ud.setModel(this);
        CustomDescribableModel custom = CustomDescribableModel.of(type);
        return custom == null ? ud : custom.customUninstantiate(ud);
    }

    /** Drops what an object made from the other arguments says by itself. */
    private void dropDefaults(Map<String, Object> all, Map<String, Object> from, boolean deprecatedOnly) {
        T control;
        try {
            control = instantiate(from, null);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "Cannot create control version of " + type, e);
            return;
        }
        for (DescribableParameter p : parameters.values()) {
            if (!p.isRequired()
                    && (!deprecatedOnly || p.isDeprecated())
                    && Objects.equals(p.inspect(control), all.get(p.getName()))) {
                all.remove(p.getName());
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    public static UninstantiatedDescribable uninstantiate2_(Object o) {
        return ((DescribableModel) of(o.getClass())).uninstantiate2(o);
    }

    @Override
    public String toString() {
        return type.getSimpleName() + parameters.values();
    }
}
