package org.jenkinsci.plugins.structs.describable;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;

/** Reading generic types. */
public final class TypeArguments {
    private TypeArguments() {}

    /** The class behind the first type argument, or Object. */
    public static Class<?> first(Type type) {
        return erase(firstType(type));
    }

    static Type firstType(Type type) {
        return type instanceof ParameterizedType p ? p.getActualTypeArguments()[0] : Object.class;
    }

    static Class<?> erase(Type type) {
        if (type instanceof Class<?> c) {
            return c;
        }
        if (type instanceof ParameterizedType p) {
            return erase(p.getRawType());
        }
        if (type instanceof WildcardType w) {
            return erase(w.getUpperBounds()[0]);
        }
        if (type instanceof TypeVariable<?> v) {
            return erase(v.getBounds()[0]);
        }
        if (type instanceof GenericArrayType a) {
            return erase(a.getGenericComponentType()).arrayType();
        }
        return Object.class;
    }
}
