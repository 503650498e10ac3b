package org.jenkinsci.plugins.structs.describable;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One argument of a data-bound class. */
public final class DescribableParameter {
    private static final Set<Class<?>> AS_IS = Set.of(
            String.class, Boolean.class, Integer.class, Long.class, Short.class, Byte.class, Double.class, Float.class);

    private final DescribableModel<?> parent;
    private final Type type;
    private final String name;
    private final Member setter;

    DescribableParameter(DescribableModel<?> parent, Type type, String name, Member setter) {
        this.parent = parent;
        this.type = type;
        this.name = name;
        this.setter = setter;
    }

    @NonNull
    public String getName() {
        return name;
    }

    /** Whether the constructor takes it. */
    public boolean isRequired() {
        return setter == null;
    }

    public boolean isDeprecated() {
        return setter instanceof Method m && m.isAnnotationPresent(Deprecated.class)
                || setter instanceof Field f && f.isAnnotationPresent(Deprecated.class);
    }

    public Type getRawType() {
        return type;
    }

    public Class<?> getErasedType() {
        return TypeArguments.erase(type);
    }

    /** The setter as a mistake names it. */
    String setterName() {
        return setter.getDeclaringClass().getName() + "." + setter.getName();
    }

    void set(Object object, Object value) throws ReflectiveOperationException {
        if (setter instanceof Method m) {
            m.invoke(object, value);
        } else {
            ((Field) setter).set(object, value);
        }
    }

    /** The value as a Jenkinsfile would write it. */
    Object inspect(Object object) {
        return written(read(object), type);
    }

    private Object read(Object object) {
        String capital = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        try {
            for (String getter : List.of("get" + capital, "is" + capital)) {
                for (Method m : object.getClass().getMethods()) {
                    if (m.getName().equals(getter) && m.getParameterCount() == 0) {
                        return m.invoke(object);
                    }
                }
            }
            for (Class<?> c = parent.getType(); c != null; c = c.getSuperclass()) {
                for (Field f : c.getDeclaredFields()) {
                    if (f.getName().equals(name) && Modifier.isPublic(f.getModifiers())) {
                        return f.get(object);
                    }
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException(
                    "could not read " + name + " of " + object.getClass().getName(), e);
        }
        throw new UnsupportedOperationException(
                "no public field ‘" + name + "’ (or getter method) found in " + object.getClass());
    }

    static Object written(Object value, Type declared) {
        if (value == null || AS_IS.contains(value.getClass())) {
            return value;
        }
        if (value instanceof Enum<?> e) {
            return e.name();
        }
        if (value instanceof Character || value instanceof URL || value instanceof hudson.model.Result) {
            return value.toString();
        }
        if (value instanceof Object[] array) {
            return writtenAll(List.of(array), TypeArguments.erase(declared).getComponentType());
        }
        if (value instanceof Collection<?> collection) {
            return writtenAll(
                    value instanceof Set<?> set && !(set instanceof java.util.SortedSet) ? sorted(set) : collection,
                    TypeArguments.firstType(declared));
        }
        if (DescribableModel.isDataBound(value.getClass())) {
            UninstantiatedDescribable ud = DescribableModel.uninstantiate2_(value);
            boolean concrete = TypeArguments.erase(declared) == value.getClass();
            if (concrete) {
                ud.setSymbol(null);
            } else if (ud.getSymbol() == null) {
                ud.setKlass(value.getClass().getSimpleName());
            }
            return ud;
        }
        return value;
    }

    private static Collection<?> sorted(Set<?> set) {
        return set.stream().allMatch(Comparable.class::isInstance) ? new TreeSet<>(set) : set;
    }

    private static List<Object> writtenAll(Collection<?> values, Type element) {
        List<Object> all = new ArrayList<>();
        values.forEach(v -> all.add(written(v, element)));
        return all;
    }

    @Override
    public String toString() {
        return name + ": " + type.getTypeName();
    }
}
