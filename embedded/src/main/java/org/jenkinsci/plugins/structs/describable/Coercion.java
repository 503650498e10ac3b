package org.jenkinsci.plugins.structs.describable;

import edu.umd.cs.findbugs.annotations.Nullable;
import groovy.lang.GString;
import hudson.ExtensionList;
import hudson.model.Descriptor;
import hudson.model.Result;
import hudson.model.TaskListener;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.reflection.ReflectionCache;
import org.jenkinsci.plugins.structs.SymbolLookup;

/** Turns what a Jenkinsfile says into what a parameter wants. */
final class Coercion {
    private Coercion() {}

    static Object coerce(String context, Type declared, Object given, TaskListener listener) throws Exception {
        Class<?> erased = TypeArguments.erase(declared);
        Object o = declared instanceof Class<?> && given != null
                ? ReflectionCache.getCachedClass(erased).coerceArgument(given)
                : given;
        if (o instanceof GString) {
            o = o.toString();
        }
        Class<?> boxed = box(erased);
        if (o instanceof List<?> list && Collection.class.isAssignableFrom(erased)) {
            // always a list, as in Jenkins: a parameter declared as a set is refused when it is passed on
            return coerceAll(context, TypeArguments.firstType(declared), list, listener);
        }
        if (o == null || boxed.isInstance(o)) {
            return o;
        }
        if (o instanceof UninstantiatedDescribable ud) {
            return ud.instantiate(erased, listener);
        }
        if (o instanceof Map<?, ?> map) {
            Map<String, Object> arguments = new LinkedHashMap<>();
            map.forEach((k, v) -> arguments.put(String.valueOf(k), v));
            Object name = arguments.remove(DescribableModel.CLAZZ);
            return DescribableModel.of(resolveClass(erased, name == null ? null : name.toString(), null))
                    .instantiate(arguments, listener);
        }
        if (o instanceof String s) {
            Object parsed = parse(context, boxed, s);
            if (parsed != null) {
                return parsed;
            }
        }
        if (o instanceof List<?> list && erased.isArray()) {
            List<Object> elements = coerceAll(context, erased.getComponentType(), list, listener);
            return elements.toArray((Object[]) Array.newInstance(erased.getComponentType(), elements.size()));
        }
        throw new ClassCastException(context + " expects " + declared + " but received " + o.getClass());
    }

    private static List<Object> coerceAll(String context, Type element, List<?> list, TaskListener listener)
            throws Exception {
        List<Object> all = new ArrayList<>();
        for (Object e : list) {
            all.add(coerce(context, element, e, listener));
        }
        return all;
    }

    /** Null when the type is not written as text. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object parse(String context, Class<?> boxed, String s) throws Exception {
        if (boxed.isEnum()) {
            return Enum.valueOf((Class<Enum>) boxed, s);
        }
        if (boxed == URL.class) {
            return new URL(s);
        }
        if (boxed == Result.class) {
            return Result.fromString(s);
        }
        if (boxed == Character.class && s.length() == 1) {
            return s.charAt(0);
        }
        if (boxed == Boolean.class) {
            return Boolean.valueOf(s);
        }
        if (Number.class.isAssignableFrom(boxed)) {
            try {
                return boxed.getMethod("valueOf", String.class).invoke(null, s);
            } catch (InvocationTargetException e) {
                throw new ClassCastException(context + " expects " + boxed
                        + " but was unable to coerce the received value \"" + s + "\" to that type");
            }
        }
        return null;
    }

    private static Class<?> box(Class<?> c) {
        return c.isPrimitive()
                ? java.lang.invoke.MethodType.methodType(c).wrap().returnType()
                : c;
    }

    static Class<?> resolveClass(Class<?> base, @Nullable String name, @Nullable String symbol)
            throws ClassNotFoundException {
        if (name != null) {
            return name.contains(".")
                    ? Class.forName(name, true, DescribableModel.class.getClassLoader())
                    : bySimpleName(base, name);
        }
        if (symbol != null) {
            Descriptor<?> d = SymbolLookup.get().findDescriptor(base, symbol);
            if (d == null) {
                throw new UnsupportedOperationException(
                        "no known implementation of " + base + " is using symbol ‘" + symbol + "’");
            }
            return d.clazz;
        }
        if (Modifier.isAbstract(base.getModifiers())) {
            throw new UnsupportedOperationException(
                    "must specify " + DescribableModel.CLAZZ + " with an implementation of " + base);
        }
        return base;
    }

    private static Class<?> bySimpleName(Class<?> base, String name) {
        Class<?> found = null;
        for (Descriptor<?> d : ExtensionList.lookup(Descriptor.class)) {
            if (base.isAssignableFrom(d.clazz) && d.clazz.getSimpleName().equals(name)) {
                if (found != null) {
                    throw new UnsupportedOperationException(name + " as a " + base + " could mean either "
                            + found.getName() + " or " + d.clazz.getName());
                }
                found = d.clazz;
            }
        }
        if (found == null) {
            throw new UnsupportedOperationException("no known implementation of " + base + " is named " + name);
        }
        return found;
    }
}
