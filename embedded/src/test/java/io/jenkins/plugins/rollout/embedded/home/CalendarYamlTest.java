package io.jenkins.plugins.rollout.embedded.home;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.policy.Calendar;
import io.jenkins.plugins.rollout.policy.CalendarText;
import io.jenkins.plugins.rollout.policy.Freeze;
import io.jenkins.plugins.rollout.policy.Rules;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.Test;

public class CalendarYamlTest {

    @Test
    public void calendarsAndFreezes() throws Exception {
        Rules rules = Configuration.of(
                        """
                        calendars:
                          office:
                            zone: Europe/Berlin
                            hours: [Mon-Fri 09:00-17:00, "Sat 10:00-12:00"]
                            closed:
                              Christmas: {from: 2026-12-24, to: 2026-12-26, rule: FREQ=YEARLY}
                        freezes:
                          sale: {applications: "shop-*", environments: production, from: "2026-11-27T00:00Z", reason: no risk}
                          stop: {}
                        """)
                .rules();
        assertThat(
                rules.calendars(),
                is(List.of(new Calendar(
                        "office",
                        ZoneId.of("Europe/Berlin"),
                        List.of(CalendarText.hours("Mon-Fri 09:00-17:00"), CalendarText.hours("Sat 10:00-12:00")),
                        List.of(CalendarText.closed("2026-12-24", "2026-12-26", "FREQ=YEARLY", "Christmas"))))));
        assertThat(
                rules.freezes(),
                is(List.of(
                        new Freeze(
                                "sale", "shop-*", "production", Instant.parse("2026-11-27T00:00:00Z"), null, "no risk"),
                        new Freeze("stop", "*", "*", null, null, ""))));
    }

    @Test
    public void mistakesNameTheirLineAndTheMend() {
        refused("calendars:\n  office:\n    hours: [x]", 3, "'zone' is missing");
        refused("calendars:\n  office:\n    zone: Mars", 3, "'Europe/Berlin'");
        refused("calendars:\n  office:\n    zone: UTC\n    hours: [9-17]", 4, "'Mon-Fri 09:00-17:00'");
        refused("calendars:\n  o:\n    zone: UTC\n    closed:\n      x: {from: 1.1.}", 5, "'2026-12-24'");
        refused("calendars:\n  o:\n    zone: UTC\n    closed:\n      x: {from: 2026-01-01, rule: often}", 5, "RFC 5545");
        refused("freezes:\n  x: {until: tomorrow}", 2, "'2026-11-27T18:00Z'");
        refused("freezes:\n  x: {to: tomorrow}", 2, "unknown 'to'");
    }

    private static void refused(String yaml, int line, String saying) {
        String message = assertThrows(ConfigurationException.class, () -> Configuration.of(yaml))
                .getMessage();
        assertThat(message, containsString(saying));
        assertThat(message, containsString(Integer.toString(line)));
    }
}
