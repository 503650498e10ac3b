package io.jenkins.plugins.rollout.embedded;

import hudson.Extension;
import io.github.classgraph.ClassGraph;
import io.github.classgraph.ClassInfo;
import io.github.classgraph.FieldInfo;
import io.github.classgraph.ScanResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Finds the classes with {@link Extension} by reading class files, once a JVM. Jenkins has an index that an annotation
 * processor writes; reading a few hundred class files takes less than that would add to every compilation.
 */
public final class ExtensionScan {
    private static final Logger LOGGER = Logger.getLogger(ExtensionScan.class.getName());
    private static final String[] PACKAGES = {"io.jenkins.plugins", "org.jenkinsci.plugins", "hudson", "jenkins"};

    private static final String OWN = ExtensionScan.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath();

    private static List<Class<?>> classes;
    private static final Map<Class<?>, Object> INSTANCES = new HashMap<>();

    private ExtensionScan() {}

    /** One object a class, the same one for every type that it has; highest ordinal first. */
    public static synchronized <T> List<T> instances(Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Class<?> c : classes()) {
            if (type.isAssignableFrom(c)) {
                Object instance = instance(c);
                if (instance != null) {
                    found.add(type.cast(instance));
                }
            }
        }
        return List.copyOf(found);
    }

    /** The next question makes new objects. */
    public static synchronized void forget() {
        INSTANCES.clear();
    }

    private static Object instance(Class<?> c) {
        if (!INSTANCES.containsKey(c)) {
            Object instance = null;
            try {
                var constructor = c.getDeclaredConstructor();
                constructor.setAccessible(true);
                instance = constructor.newInstance();
            } catch (ReflectiveOperationException | LinkageError e) {
                LOGGER.log(Level.SEVERE, "The extension " + c.getName() + " could not be made and is left out", e);
            }
            INSTANCES.put(c, instance);
        }
        return INSTANCES.get(c);
    }

    private static void initialise(String name) {
        try {
            Class.forName(name, true, ExtensionScan.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            LOGGER.log(Level.WARNING, "The permissions of " + name + " are left out", e);
        }
    }

    private static boolean isPermission(FieldInfo field) {
        return field.isStatic() && field.getTypeDescriptorStr().equals("Lhudson/security/Permission;");
    }

    private static List<Class<?>> classes() {
        if (classes == null) {
            Map<Class<?>, Double> found = new LinkedHashMap<>();
            try (ScanResult scan = new ClassGraph()
                    .acceptPackages(PACKAGES)
                    .overrideClassLoaders(ExtensionScan.class.getClassLoader())
                    // our own classes stand in folders or in the jar of this class; libraries are not worth a look
                    .filterClasspathElements(element -> !element.endsWith(".jar") || element.equals(OWN))
                    .enableAnnotationInfo()
                    .enableFieldInfo()
                    .ignoreClassVisibility()
                    .scan(2)) {
                // a permission is known by its name as soon as the class that declares it is initialised
                scan.getAllClasses()
                        .filter(info -> info.getFieldInfo().stream().anyMatch(ExtensionScan::isPermission))
                        .forEach(info -> initialise(info.getName()));
                for (ClassInfo info : scan.getClassesWithAnnotation(Extension.class)) {
                    Class<?> c = info.loadClass(true);
                    if (c != null) {
                        found.put(c, c.getAnnotation(Extension.class).ordinal());
                    }
                }
            }
            classes = found.entrySet().stream()
                    .sorted(Comparator.comparing((Map.Entry<Class<?>, Double> e) -> -e.getValue())
                            .thenComparing(e -> e.getKey().getName()))
                    .<Class<?>>map(Map.Entry::getKey)
                    .toList();
        }
        return classes;
    }
}
