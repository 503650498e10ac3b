package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.casc.model.Mapping;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.policy.Calendar;
import io.jenkins.plugins.rollout.policy.CalendarText;
import io.jenkins.plugins.rollout.policy.Freeze;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.service.Administration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.htmlunit.html.HtmlPage;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Calendars and freezes, by form and as code. */
public class CalendarConfigurationTest {
    @Rule
    public final JenkinsConfiguredWithCodeRule jenkins = new JenkinsConfiguredWithCodeRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static void asConfigured() {
        Rules rules = Administration.get().rules();
        assertThat(
                rules.calendars(),
                is(List.of(new Calendar(
                        "office",
                        ZoneId.of("Europe/Berlin"),
                        List.of(CalendarText.hours("Mon-Fri 09:00-17:00"), CalendarText.hours("Sat 10:00-12:00")),
                        List.of(
                                CalendarText.closed("2026-12-24", "2026-12-26", "FREQ=YEARLY", "Christmas"),
                                CalendarText.closed("2026-01-02T15:00", null, "FREQ=WEEKLY;BYDAY=FR", ""))))));
        assertThat(
                rules.freezes(),
                is(List.of(new Freeze(
                        "sale",
                        "shop-*",
                        "production",
                        Instant.parse("2026-11-27T00:00:00Z"),
                        Instant.parse("2026-12-01T07:00:00Z"),
                        "no risk now"))));
    }

    @Test
    @ConfiguredWithCode("calendars.yaml")
    public void theFormKeepsWhatTheCodeSays() throws Exception {
        asConfigured();
        jenkins.configRoundtrip();
        asConfigured();
        assertThat(RolloutConfiguration.get().getCalendars().get(0).getHours().size(), is(2));
    }

    @Test
    @ConfiguredWithCode("calendars.yaml")
    public void whatWasReadIsWrittenAgain() throws Exception {
        Mapping written = Util.getUnclassifiedRoot(new ConfigurationContext(ConfiguratorRegistry.get()))
                .get("phasedRollout")
                .asMapping();
        Path yaml = folder.newFile("again.yaml").toPath();
        Files.writeString(
                yaml, "unclassified:\n  phasedRollout:\n" + Util.toYamlString(written).indent(4));
        RolloutConfiguration.get().setCalendars(null);
        RolloutConfiguration.get().setFreezes(null);
        assertThat(Administration.get().rules().calendars(), is(List.of()));
        ConfigurationAsCode.get().configure(yaml.toString());
        asConfigured();
    }

    @Test
    public void codeWithAMistakeIsRefusedWithTheMend() throws Exception {
        refused("calendars: [{name: x, zone: Mars}]", "'Europe/Berlin'");
        refused("calendars: [{name: x, zone: UTC, hours: ['9-17']}]", "'Mon-Fri 09:00-17:00'");
        refused("calendars: [{name: x, zone: UTC, closed: [{from: '1.1.'}]}]", "'2026-12-24'");
        refused("calendars: [{name: x, zone: UTC, closed: [{from: '2026-01-01', rule: often}]}]", "RFC 5545");
        refused("freezes: [{name: x, until: tomorrow}]", "'2026-11-27T18:00Z'");
    }

    private void refused(String yaml, String saying) throws Exception {
        Path file = folder.newFile().toPath();
        Files.writeString(file, "unclassified:\n  phasedRollout:\n    " + yaml + "\n");
        Throwable e = assertThrows(Exception.class, () -> ConfigurationAsCode.get().configure(file.toString()));
        var said = new StringBuilder();
        for (; e != null; e = e.getCause()) {
            said.append(e.getMessage()).append('\n');
        }
        assertThat(said.toString(), containsString(saying));
    }

    @Test
    public void thePageOfFreezesDeclaresAndLifts() throws Exception {
        HtmlPage page = jenkins.createWebClient().goTo("rollout-freezes/");
        var form = page.getFormByName("declare");
        form.getInputByName("name").setValue("stop");
        form.getInputByName("reason").setValue("an <i>incident</i>");
        HtmlPage declared = jenkins.submit(form);
        assertThat(declared.asNormalizedText(), containsString("an <i>incident</i>"));
        assertThat(declared.asNormalizedText(), containsString("holds"));

        var lift = declared.getForms().stream()
                .filter(one -> one.getNameAttribute().startsWith("lift-"))
                .findFirst()
                .orElseThrow();
        lift.getInputByName("reason").setValue("all is well");
        HtmlPage lifted = jenkins.submit(lift);
        assertThat(lifted.asNormalizedText(), containsString("was lifted"));
        assertThat(lifted.asNormalizedText(), containsString("all is well"));
    }
}
