package io.jenkins.plugins.rollout.embedded.home;

import io.jenkins.plugins.rollout.policy.Calendar;
import io.jenkins.plugins.rollout.policy.CalendarText;
import io.jenkins.plugins.rollout.policy.Freeze;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Calendars and freezes as the configuration file has them:
 *
 * <pre>{@code
 * calendars:
 *   office:
 *     zone: Europe/Berlin
 *     hours: [Mon-Fri 09:00-17:00]
 *     closed:
 *       Christmas: {from: 2026-12-24, to: 2026-12-26, rule: FREQ=YEARLY}
 * freezes:
 *   sale: {applications: "shop-*", environments: production, from: "2026-11-27T00:00Z", until: "2026-12-01T00:00Z",
 *     reason: no risk now}
 * }</pre>
 */
final class CalendarYaml {
    private CalendarYaml() {}

    static List<Calendar> calendars(YamlMap calendars) throws ConfigurationException {
        List<Calendar> all = new ArrayList<>();
        for (String name : calendars.names()) {
            YamlMap calendar = calendars.map(name).only("zone", "hours", "closed");
            String zone = calendar.mandatory("zone", "Europe/Berlin");
            List<Calendar.Hours> hours = new ArrayList<>();
            for (String text : calendar.texts("hours")) {
                hours.add(read(calendar, "hours", () -> CalendarText.hours(text)));
            }
            all.add(new Calendar(
                    name,
                    read(calendar, "zone", () -> CalendarText.zone(zone)),
                    hours,
                    closed(calendar.map("closed"))));
        }
        return all;
    }

    private static List<Calendar.Closed> closed(YamlMap reasons) throws ConfigurationException {
        List<Calendar.Closed> all = new ArrayList<>();
        for (String reason : reasons.names()) {
            YamlMap closed = reasons.map(reason).only("from", "to", "rule");
            String from = closed.mandatory("from", "2026-12-24");
            String to = closed.text("to").orElse("");
            String rule = closed.text("rule").orElse("");
            all.add(read(reasons, reason, () -> CalendarText.closed(from, to, rule, reason)));
        }
        return all;
    }

    static List<Freeze> freezes(YamlMap freezes) throws ConfigurationException {
        List<Freeze> all = new ArrayList<>();
        for (String name : freezes.names()) {
            YamlMap freeze = freezes.map(name).only("applications", "environments", "from", "until", "reason");
            String from = freeze.text("from").orElse("");
            String until = freeze.text("until").orElse("");
            all.add(new Freeze(
                    name,
                    freeze.text("applications").orElse("*"),
                    freeze.text("environments").orElse("*"),
                    read(freeze, "from", () -> CalendarText.instant("from", from)),
                    read(freeze, "until", () -> CalendarText.instant("until", until)),
                    freeze.text("reason").orElse("")));
        }
        return all;
    }

    private static <T> T read(YamlMap where, String name, Supplier<T> reading) throws ConfigurationException {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw where.problem(name, e.getMessage());
        }
    }
}
