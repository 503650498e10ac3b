package io.jenkins.plugins.rollout.history;

import io.jenkins.plugins.rollout.engine.History;
import io.jenkins.plugins.rollout.model.Standing;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is live and under way, in memory: as much for each application and environment, however much happened there. */
public final class Places implements History {
    private record Key(String application, String environment) {}

    private final Map<Key, Place> all = new ConcurrentHashMap<>();

    void change(HistoryLine line) {
        Said said = line.said();
        Course course = line.course();
        Key key = said != null
                ? new Key(said.application(), said.environment())
                : new Key(course.application(), course.environment());
        all.compute(key, (same, known) -> {
            Place place = known == null ? Place.of(key.application(), key.environment()) : known;
            return said != null ? place.after(said) : place.after(course);
        });
    }

    /** As it was noted. */
    void put(Place place) {
        all.put(new Key(place.application(), place.environment()), place);
    }

    public Optional<Place> find(String application, String environment) {
        return Optional.ofNullable(all.get(new Key(application, environment)));
    }

    /** By application and environment. */
    public List<Place> all() {
        return all.values().stream()
                .sorted(Comparator.comparing(Place::application).thenComparing(Place::environment))
                .toList();
    }

    /**
     * {@inheritDoc} Asked when a rollout's turn comes, and then no other is under way: what an open one has put before
     * people stays there, with nobody to continue it.
     */
    @Override
    public Optional<Standing> live(String application, String environment) {
        return find(application, environment).map(place -> place.without(id -> false)).flatMap(Place::live);
    }
}
