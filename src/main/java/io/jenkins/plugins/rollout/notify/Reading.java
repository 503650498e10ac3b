package io.jenkins.plugins.rollout.notify;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.model.Channel;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an entry of a journal for the messages that it asks for. */
final class Reading {
    private static final Logger LOGGER = System.getLogger(Reading.class.getName());
    private final Outbox box;
    private final RolloutState state;

    Reading(Outbox box, RolloutState state) {
        this.box = box;
        this.state = state;
    }

    /** Whether a rollout has anybody to tell. */
    static boolean concerns(Plan plan) {
        return !plan.channels().isEmpty() || !plan.announcements().isEmpty();
    }

    /** All messages of an entry; none of most. */
    List<Item> of(Entry entry) {
        var items = new ArrayList<Item>();
        Bulletin.of(entry, state).ifPresent(bulletin -> tell(entry, bulletin, items));
        if (entry.event() instanceof Event.PhaseDeployed e) {
            announce(entry, e.phase(), Topic.ARRIVED, items);
        } else if (entry.event() instanceof Event.PhaseUndone e) {
            announce(entry, e.phase(), Topic.TAKEN_BACK, items);
        }
        return items;
    }

    private String id(Entry entry, String channel) {
        return box.key().replace('~', '.') + "." + entry.sequence() + "." + channel;
    }

    private void tell(Entry entry, Bulletin bulletin, List<Item> items) {
        List<Channel> channels = state.plan().channels();
        for (int i = 0; i < channels.size(); i++) {
            Channel channel = channels.get(i);
            Optional<Notifier> notifier = read(channel, Notifier.class);
            if (notifier.isEmpty() || notifier.get().topics().contains(bulletin.topic())) {
                String which = "n" + i;
                items.add(new Item(
                        which, channel.name(), channel.definition(), bulletin.message(id(entry, which), entry, state)));
            }
        }
    }

    private void announce(Entry entry, String phase, Topic topic, List<Item> items) {
        List<Channel> channels = state.plan().announcements();
        Optional<PhaseState> found = state.phase(phase);
        for (int i = 0; i < channels.size() && found.isPresent(); i++) {
            Channel channel = channels.get(i);
            Optional<Announcement> announcement = read(channel, Announcement.class);
            String which = "a" + i;
            if (announcement.isEmpty()
                    || !announcement.get().isFor(phase)
                    || box.isAnnounced(which + "/" + phase) == (topic == Topic.ARRIVED)) {
                continue; // it is told already, or there is nothing to take back
            }
            var wording = new Wording(announcement.get());
            String id = id(entry, which);
            items.add(new Item(
                    which,
                    channel.name(),
                    channel.definition().path("by"),
                    topic == Topic.ARRIVED
                            ? wording.arrived(id, entry, state, found.get())
                            : wording.takenBack(id, entry, state, found.get())));
        }
    }

    /** What cannot be made any more is said when it is to be sent. */
    private <T> Optional<T> read(Channel channel, Class<T> type) {
        try {
            return Optional.of(make(channel.definition(), type));
        } catch (IllegalArgumentException e) {
            LOGGER.log(Level.WARNING, "rollout " + state.id() + ": " + channel.name() + " cannot be made again", e);
            return Optional.empty();
        }
    }

    static <T> T make(JsonNode definition, Class<T> type) {
        return Definitions.fromJson(definition, type);
    }
}
