package io.jenkins.plugins.rollout.embedded.cps;

import java.io.Serializable;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Takes the place of the JDK's iterators while a Jenkinsfile runs. A program that waits in the middle of a loop is
 * saved with the loop's iterator, and the JDK's cannot be. Methods of a Groovy category, so their names are given.
 */
public final class SavableIterators {
    private SavableIterators() {}

    public static <E> Iterator<E> iterator(List<E> list) {
        return new Copied<>(list);
    }

    public static <E> Iterator<E> iterator(Set<E> set) {
        return new Copied<>(set);
    }

    public static <E> Iterator<E> iterator(Deque<E> deque) {
        return new Copied<>(deque);
    }

    public static <E> Iterator<E> iterator(E[] array) {
        return new Copied<>(Arrays.asList(array));
    }

    public static <K, V> Iterator<Map.Entry<K, V>> iterator(Map<K, V> map) {
        return new Copied<>(entrySet(map));
    }

    public static <K, V> Set<Map.Entry<K, V>> entrySet(Map<K, V> map) {
        Set<Map.Entry<K, V>> entries = new LinkedHashSet<>();
        map.forEach((k, v) -> entries.add(new SimpleImmutableEntry<>(k, v)));
        return entries;
    }

    public static <K> Set<K> keySet(Map<K, ?> map) {
        // the category does not reach Java code, so this is the map's own
        return new LinkedHashSet<>(map.keySet());
    }

    public static <V> Collection<V> values(Map<?, V> map) {
        return new ArrayList<>(map.values());
    }

    private static final class Copied<E> implements Iterator<E>, Serializable {
        private static final long serialVersionUID = 1L;
        private final ArrayList<E> elements;
        private int next;

        Copied(Collection<E> elements) {
            this.elements = new ArrayList<>(elements);
        }

        @Override
        public boolean hasNext() {
            return next < elements.size();
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return elements.get(next++);
        }
    }
}
