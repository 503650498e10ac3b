package org.jenkinsci.plugins.structs;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Describable;
import hudson.model.Descriptor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jenkinsci.Symbol;

/** Finds extensions by the short names that a Jenkinsfile uses. */
@Extension
public class SymbolLookup {
    public static SymbolLookup get() {
        return ExtensionList.lookupSingleton(SymbolLookup.class);
    }

    public <T> T find(Class<T> type, String symbol) {
        for (T extension : ExtensionList.lookup(type)) {
            if (getSymbolValue(extension.getClass()).contains(symbol)) {
                return extension;
            }
        }
        return null;
    }

    /** The descriptor of that symbol whose describable is of the type. */
    public Descriptor<?> findDescriptor(Class<?> type, String symbol) {
        for (Descriptor<?> d : ExtensionList.lookup(Descriptor.class)) {
            if (type.isAssignableFrom(d.clazz) && getSymbolValue(d.getClass()).contains(symbol)) {
                return d;
            }
        }
        return null;
    }

    @NonNull
    public static Set<String> getSymbolValue(@NonNull Object o) {
        return o instanceof Describable<?> d
                ? getSymbolValue(d.getDescriptor().getClass())
                : getSymbolValue(o.getClass());
    }

    @NonNull
    public static Set<String> getSymbolValue(@NonNull Class<?> c) {
        Symbol symbol = c.getAnnotation(Symbol.class);
        return symbol == null ? Set.of() : new LinkedHashSet<>(List.of(symbol.value()));
    }
}
