package io.jenkins.plugins.rollout.pipeline;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import hudson.AbortException;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.OnExpiry;
import io.jenkins.plugins.rollout.model.Question;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import io.jenkins.plugins.rollout.policy.Rules;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.junit.ClassRule;
import org.junit.Test;

/** What a Jenkinsfile may write about who must say yes. */
public class ApprovalBindingTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    @Test
    public void fromAndQuorumAreTheOnlyRule() throws Exception {
        Approval approval = approval(Map.of("from", List.of("alice", "sre"), "quorum", 2));
        assertThat(approval.rules(), is(List.of(new Approval.Rule(List.of("alice", "sre"), 2))));
        assertThat(approval.rejections(), is(1));
        assertThat(approval.inTurn(), is(false));
        assertThat(approval.expires(), is(nullValue()));
        assertThat(approval.ask(), is(empty()));
    }

    @Test
    public void aListIsSeveralRules() throws Exception {
        Approval approval =
                approval(List.of(Map.of("from", List.of("qa")), Map.of("from", List.of("sre"), "quorum", 2)));
        assertThat(
                approval.rules(),
                is(List.of(new Approval.Rule(List.of("qa"), 1), new Approval.Rule(List.of("sre"), 2))));
    }

    @Test
    public void everythingIsRead() throws Exception {
        var written = new HashMap<String, Object>();
        written.put("rules", List.of(
                Map.of("from", "qa", "shared", true),
                Map.of("permission", "override", "quorum", "2"),
                Map.of()));
        written.put("inTurn", true);
        written.put("rejections", 2);
        written.put("message", "Look!");
        written.put("expires", "24h");
        written.put("onExpiry", "rollback");
        written.put("remind", "4h");
        written.put("escalate", Map.of("after", "8h", "to", List.of("heads")));
        written.put("ask", List.of(
                symbol("choice", Map.of("name", "risk", "choices", List.of("low", 3), "label", "How risky?")),
                symbol("text", Map.of("name", "ticket", "optional", true)),
                symbol("yesNo", Map.of("name", "told")),
                symbol("text", Map.of(UninstantiatedDescribable.ANONYMOUS_KEY, "why"))));
        Approval approval = approval(written);

        assertThat(approval.rules(), is(List.of(
                new Approval.Rule(List.of("qa"), null, 1, true),
                new Approval.Rule(List.of(), RolloutPermission.OVERRIDE, 2, false),
                new Approval.Rule(List.of(), RolloutPermission.APPROVE, 1, false))));
        assertThat(approval.inTurn(), is(true));
        assertThat(approval.rejections(), is(2));
        assertThat(approval.expires(), is(Duration.ofHours(24)));
        assertThat(approval.onExpiry(), is(OnExpiry.ROLLBACK));
        assertThat(approval.remind(), is(Duration.ofHours(4)));
        assertThat(approval.escalation(), is(new Approval.Escalation(Duration.ofHours(8), List.of("heads"))));
        assertThat(approval.ask(), is(List.of(
                new Question("risk", Question.Kind.CHOICE, "How risky?", List.of("low", "3"), false),
                new Question("ticket", Question.Kind.TEXT, "ticket", List.of(), true),
                new Question("told", Question.Kind.YES_NO, "told", List.of(), false),
                new Question("why", Question.Kind.TEXT, "why", List.of(), false))));
    }

    @Test
    public void allMistakesAreSaidAtOnceWithPhaseAndField() {
        var written = new HashMap<String, Object>();
        written.put("from", List.of("alice"));
        written.put("quorum", 2);
        written.put("rules", List.of(
                Map.of("from", List.of("", "qa"), "quorum", 0), "sre", Map.of("permission", "view"), Map.of("frm", "x")));
        written.put("rejections", 0);
        written.put("expires", "soon");
        written.put("onExpiry", "explode");
        written.put("escalate", Map.of());
        written.put("ask", List.of(
                symbol("choice", Map.of("name", "a-b", "choices", List.of("x", "x"))),
                symbol("choice", Map.of("nam", "risk")),
                symbol("text", Map.of("name", "Why", "optional", "perhaps")),
                symbol("yesNo", Map.of("name", "WHY")),
                symbol("date", Map.of("name", "when")),
                "ticket"));
        String message = refusal(written);
        for (String mistake : List.of(
                "from: stands beside 'rules'; write it into a rule: rules: [[from: ['qa'], quorum: 2]]",
                "quorum: stands beside 'rules'",
                "rules[0].from[0]: is blank",
                "rules[0].quorum: 0 is less than 1",
                "rules[1]: is 'sre'; write a map",
                "rules[1].permission: 'view' is none of 'approve', 'operate', 'override', 'configure'",
                "rules[3].frm: is not known here; known are from, permission, quorum, shared",
                "rejections: 0 is less than 1",
                "expires: 'soon' is not a duration",
                "onExpiry: 'explode' is none of 'reject', 'pause', 'rollback'",
                "escalate.after: is missing; write after how long, as in '4h'",
                "escalate.to: is missing; write who is asked then",
                "ask[0].name: 'a-b' may have only letters, digits and '_'",
                "ask[0].choices: names 'x' twice",
                "ask[1].nam: is not known here; known are choices, label, name",
                "ask[1].name: is missing",
                "ask[1].choices: is empty; write what can be chosen",
                "ask[2].optional: 'perhaps' is neither true nor false",
                "ask[3].name: 'WHY' is used twice",
                "ask[4]: ",
                "ask[5]: is 'ticket'; write what it is by its name")) {
            assertThat(message, containsString("\n  - phase 'full', gate.approval." + mistake));
        }
    }

    @Test
    public void whatDoesNotGoTogetherIsNamed() {
        assertThat(
                refusal(Map.of("automatic", true, "rules", List.of(Map.of("from", "qa")), "expires", "1h")),
                containsString("gate.approval: automatic asks nobody, but 'rules' says who is asked"));
        assertThat(
                refusal(Map.of("automatic", true, "expires", "1h")),
                containsString("gate.approval: automatic asks nobody, but 'expires' says for how long"));
        assertThat(
                refusal(Map.of("onExpiry", "pause")),
                containsString("gate.approval.onExpiry: says what follows when a request expires, but it never does"));
        assertThat(
                refusal(Map.of("expires", "1h", "remind", "2h", "escalate", Map.of("after", "1h", "to", "heads"))),
                containsString("gate.approval.remind: 2h never comes, for the request expires after 1h"));
        assertThat(
                refusal(Map.of("expires", "1h", "escalate", Map.of("after", "1h", "to", "heads"))),
                containsString("gate.approval.escalate.after: 1h never comes"));
        assertThat(
                refusal(List.of("qa", "sre")),
                containsString("gate.approval: is a list of names; write [from: ['release-managers']]"));
    }

    @Test
    public void aNameStandsInARuleOnceAndInSeveralRulesAsOftenAsOneLikes() throws Exception {
        approval(List.of(Map.of("from", List.of("qa", "sre")), Map.of("from", List.of("sre"))));
        assertThat(
                refusal(List.of(Map.of("from", List.of("qa")), Map.of("from", List.of("sre", "sre")))),
                containsString("phase 'full', gate.approval.rules[1].from: names 'sre' twice"));
        assertThat(
                refusal(Map.of("ask", List.of(symbol("text", Map.of("name", "why", "label", "{{who}}?"))))),
                containsString("phase 'full', gate.approval.ask[0].label: "));
    }

    @Test
    public void aGateAloneTakesTheListToo() throws Exception {
        var step = (GateStep) new GateStep.DescriptorImpl().newInstance(
                Map.of("approval", List.of(Map.of("from", List.of("qa")), Map.of("from", List.of("sre")))));
        assertThat(step.getApproval().getRules().size(), is(2));
        var wrong = (GateStep) new GateStep.DescriptorImpl().newInstance(Map.of("approval", List.of(Map.of("frm", "x"))));
        assertThat(wrong.getApproval().getRules().size(), is(1));
    }

    private static UninstantiatedDescribable symbol(String name, Map<String, ?> arguments) {
        return new UninstantiatedDescribable(name, null, arguments);
    }

    private static Approval approval(Object written) throws Exception {
        return ((RolloutStep) new RolloutStep.DescriptorImpl().newInstance(rollout(written)))
                .toPlan(Rules.STRICT, null).phases().get(0).gate().approval();
    }

    private static Map<String, Object> rollout(Object approval) {
        return Map.of("application", "shop", "version", "1", "phases",
                List.of(Map.of("name", "full", "gate", Map.of("approval", approval))));
    }

    private static String refusal(Object approval) {
        String message = assertThrows(AbortException.class, () -> approval(approval)).getMessage();
        assertThat(message, startsWith("the rollout is refused: "));
        return message;
    }
}
