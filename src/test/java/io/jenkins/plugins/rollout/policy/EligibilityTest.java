package io.jenkins.plugins.rollout.policy;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Ask;
import io.jenkins.plugins.rollout.model.No;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.StandIn;
import io.jenkins.plugins.rollout.model.Yes;
import io.jenkins.plugins.rollout.policy.Eligibility.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** Who may answer, as a table: one row a person, what is asked, and the answer. Dave started the rollout. */
public class EligibilityTest {
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
    private static final Set<String> CONCERNED = Set.of("dave");
    private static final RolloutPermission APPROVE = RolloutPermission.APPROVE;
    private static final RolloutPermission OVERRIDE = RolloutPermission.OVERRIDE;
    private static final Approval ANYBODY = Approval.DEFAULT;
    private static final Approval QA = rules(false, new Approval.Rule(List.of("qa"), 2));
    private static final Approval QA_AND_SRE =
            rules(false, new Approval.Rule(List.of("qa"), 1), new Approval.Rule(List.of("sre"), 1));
    private static final Approval QA_THEN_SRE =
            rules(true, new Approval.Rule(List.of("qa"), 1), new Approval.Rule(List.of("sre"), 1));

    private static Approval rules(boolean inTurn, Approval.Rule... rules) {
        return new Approval(false, List.of(rules), inTurn, 2, "", null, null, null,
                new Approval.Escalation(Duration.ofHours(1), List.of("directors")), null);
    }

    private static Actor person(String id, Set<String> groups, RolloutPermission... permissions) {
        return new Actor(id, id, "page", groups, Set.of(permissions));
    }

    private static Actor person(String id, String... groups) {
        return person(id, Set.of(groups));
    }

    private static Actor administrator(String id) {
        return new Actor(id, id, "page", Set.of(), EnumSet.allOf(RolloutPermission.class), true, List.of());
    }

    private static StandIn away(String id, String... groups) {
        return new StandIn(id, id, Set.of(groups), Set.of(), NOW.plusSeconds(60));
    }

    private static Actor actingFor(Actor actor, StandIn... away) {
        return new Actor(
                actor.id(), actor.name(), actor.via(), actor.groups(), actor.permissions(), false, List.of(away));
    }

    private static Yes said(Actor by, String onBehalfOf, String... groups) {
        return new Yes(
                by.id(), by.name(), "page", "", NOW, groups.length == 0 ? by.groups() : Set.of(groups), by.permissions(),
                null, onBehalfOf, false, false);
    }

    private static Ask ask(Yes... given) {
        return new Ask(1, "sha256:x", NOW, List.of(given));
    }

    private static Ask escalated() {
        return new Ask(1, "sha256:x", NOW, List.of(), List.of(), 0, List.of("directors"), false);
    }

    private static Answer approve(Actor actor, Approval approval, Ask ask, boolean override) {
        return Eligibility.toApprove(actor, approval, ask, CONCERNED, Rules.STRICT, override, NOW);
    }

    /** One row: {@code may}, {@code may for alice}, {@code override}, {@code never}, {@code not now} or {@code said}. */
    private static String word(Answer answer) {
        if (answer instanceof Answer.May may) {
            return (may.override() ? "override" : "may") + (may.onBehalfOf() == null ? "" : " for " + may.onBehalfOf());
        }
        return answer instanceof Answer.Said ? "said" : answer instanceof Answer.NotNow ? "not now" : "never";
    }

    private record Row(String why, Actor actor, Approval approval, Ask ask, String plain, String asOverride) {}

    @Test
    public void whoMaySayYes() {
        Actor alice = person("alice", "qa");
        Actor bob = person("bob", "sre");
        Actor both = person("both", "qa", "sre");
        Actor dave = person("dave", "qa");
        Actor eve = person("eve", "developers");
        Actor overrider = person("dave", Set.of("qa"), APPROVE, OVERRIDE);
        Actor bobForAlice = actingFor(bob, away("alice", "qa"));
        Actor evesPast = new Actor("eve", "eve", "page", Set.of(), Set.of(), false,
                List.of(new StandIn("alice", "alice", Set.of("qa"), Set.of(), NOW)));
        List<Row> rows = List.of(
                new Row("in a named group", alice, QA, ask(), "may", "may"),
                new Row("in no named group", bob, QA, ask(), "never", "never"),
                new Row("named by id", person("qa"), QA, ask(), "may", "may"),
                new Row("nobody named, with the permission", person("eve", Set.of(), APPROVE), ANYBODY, ask(), "may", "may"),
                new Row("nobody named, without it", alice, ANYBODY, ask(), "never", "never"),
                new Row("somebody named, the permission alone", person("eve", Set.of(), APPROVE), QA, ask(), "never", "never"),
                new Row("started it", dave, QA, ask(), "never", "never"),
                new Row("started it, may override", overrider, QA, ask(), "never", "override"),
                new Row("may override, is not asked", person("eve", Set.of(), OVERRIDE), QA, ask(), "never", "never"),
                new Row("administrator, is not asked", administrator("root"), QA, ask(), "never", "override"),
                new Row("administrator who started it", administrator("dave"), QA, ask(), "never", "override"),
                new Row("administrator, nobody named", administrator("root"), ANYBODY, ask(), "may", "may"),
                new Row("said yes before", alice, QA, ask(said(alice, null)), "said", "said"),
                new Row("stands in", actingFor(eve, away("alice", "qa")), QA, ask(), "may for alice", "may for alice"),
                new Row("stood in", evesPast, QA, ask(), "never", "never"),
                new Row("for somebody who said yes", actingFor(eve, away("alice", "qa")), QA, ask(said(alice, null)),
                        "not now", "not now"),
                new Row("whose stand-in said yes", alice, QA, ask(said(eve, "alice", "qa")), "not now", "not now"),
                new Row("said yes for another", actingFor(both, away("alice", "qa")), QA, ask(said(both, "alice", "qa")),
                        "said", "said"),
                new Row("stands in for who started it", actingFor(eve, away("dave", "qa")), QA, ask(), "never", "never"),
                new Row("started it and stands in", actingFor(dave, away("alice", "qa")), QA, ask(), "never", "never"),
                new Row("counts where somebody lacks, as oneself", bobForAlice, QA_AND_SRE, ask(said(both, null)), "may", "may"),
                new Row("counts where somebody lacks, for another", bobForAlice, QA_AND_SRE,
                        ask(said(person("sam", "sre"), null)), "may for alice", "may for alice"),
                new Row("the first rule", alice, QA_THEN_SRE, ask(), "may", "may"),
                new Row("before their turn", bob, QA_THEN_SRE, ask(), "not now", "not now"),
                new Row("in their turn", bob, QA_THEN_SRE, ask(said(alice, null)), "may", "may"),
                new Row("after their turn", person("quentin", "qa"), QA_THEN_SRE, ask(said(alice, null)), "not now", "not now"),
                new Row("the second circle before", person("dora", "directors"), QA, ask(), "never", "never"),
                new Row("the second circle, asked", person("dora", "directors"), QA, escalated(), "may", "may"),
                new Row("the second circle, in any turn", person("dora", "directors"), QA_THEN_SRE, escalated(), "may", "may"));
        var wrong = new ArrayList<String>();
        for (Row row : rows) {
            String plain = word(approve(row.actor(), row.approval(), row.ask(), false));
            String asOverride = word(approve(row.actor(), row.approval(), row.ask(), true));
            if (!plain.equals(row.plain()) || !asOverride.equals(row.asOverride())) {
                wrong.add(row.why() + ": " + plain + ", as an override " + asOverride);
            }
        }
        assertThat(wrong, is(List.of()));
    }

    @Test
    public void whoMaySayNo() {
        Actor alice = person("alice", "qa");
        Actor eve = person("eve", "developers");
        var no = new Ask(1, "sha256:x", NOW, List.of(), List.of(new No("alice", "alice", "page", "x", NOW, null)), 0,
                List.of(), false);
        List<String> answers = Arrays.asList(
                word(Eligibility.toReject(alice, QA, ask(), NOW)),
                word(Eligibility.toReject(person("dave", "qa"), QA, ask(), NOW)),
                word(Eligibility.toReject(person("bob", "sre"), QA_THEN_SRE, ask(), NOW)),
                word(Eligibility.toReject(eve, QA, ask(), NOW)),
                word(Eligibility.toReject(administrator("root"), QA, ask(), NOW)),
                word(Eligibility.toReject(actingFor(eve, away("alice", "qa")), QA, ask(), NOW)),
                word(Eligibility.toReject(alice, QA, no, NOW)),
                word(Eligibility.toReject(actingFor(eve, away("alice", "qa")), QA, no, NOW)),
                word(Eligibility.toReject(person("dora", "directors"), QA, escalated(), NOW)));
        assertThat(
                "asked; of one's own; in any turn; not asked; administrator; for another; twice; for who said no; circle",
                answers,
                is(List.of("may", "may", "may", "never", "never", "may for alice", "said", "not now", "may")));
    }

    @Test
    public void selfApprovalIsForWhoeverThePolicyLets() {
        var lenient = new Rules(true, List.of());
        assertThat(
                Eligibility.toApprove(person("dave", "qa"), QA, ask(), CONCERNED, lenient, false, NOW),
                is(new Answer.May(null, false)));
    }

    @Test
    public void refusalsNameTheMend() {
        assertThat(why(approve(person("dave", "qa"), QA, ask(), false)), containsString("somebody else must approve"));
        assertThat(
                why(approve(person("dave", Set.of("qa"), OVERRIDE), QA, ask(), false)), containsString("override=true"));
        assertThat(
                why(approve(person("dave", "qa"), QA, ask(), true)),
                is("dave lacks the permission Rollout/Override"));
        assertThat(why(approve(person("eve"), ANYBODY, ask(), false)), is("eve lacks the permission Rollout/Approve"));
        assertThat(why(approve(person("eve"), QA_AND_SRE, ask(), false)), is("eve is not among those asked: qa, sre"));
        Answer early = approve(person("bob", "sre"), QA_THEN_SRE, ask(), false);
        assertThat(early, instanceOf(Answer.NotNow.class));
        assertThat(((Answer.NotNow) early).why(), is("it is not the turn of bob; asked now is qa"));
    }

    private static String why(Answer answer) {
        return ((Answer.MayNot) answer).why();
    }
}
