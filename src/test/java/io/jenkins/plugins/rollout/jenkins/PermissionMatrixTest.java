package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertEquals;

import hudson.model.Item;
import hudson.security.csrf.DefaultCrumbIssuer;
import io.jenkins.plugins.rollout.scenario.Visitor;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import io.jenkins.plugins.rollout.web.RolloutAction;
import io.jenkins.plugins.rollout.web.RolloutPage;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.kohsuke.stapler.WebMethod;

/**
 * Who gets which answer to what: each request under a rollout, by everybody, with and without a crumb, in every situation.
 * The answers that are expected stand in {@link #EXPECTED}; a request that is not there is a failure.
 *
 * <p>The rollout asks nina and the group release-managers, to which greta belongs, for three approvals. bill started it,
 * and nina has said yes already.
 * All people but anonymous may read both jobs; what else they may, they may in the first job only. {@code confirm} is
 * asked with a link that nina had made while the first job's rollout was running.
 */
public class PermissionMatrixTest {
    /** In the order of the columns. */
    private static final List<String> PEOPLE =
            List.of("anonymous", "rita", "bill", "nina", "greta", "olga", "otto", "adam");

    private static final List<String> SITUATIONS = List.of("running", "paused", "ended", "other");

    private static final String EXPECTED = """
            request          situation anonymous reader builder named group operator overrider administrator
            GET   approve    any       404        405    405     405   405   405      405       405
            CROSS approve    any       403        403    403     403   403   403      403       403
            POST  approve    running   404        403    403     200   200   403      403       403
            POST  approve    paused    404        403    403     200   200   403      403       403
            POST  approve    ended     404        409    409     409   409   409      409       409
            POST  approve    other     404        403    403     403   403   403      403       403
            GET   confirm    running   404        200    200     200   200   200      200       200
            GET   confirm    paused    404        200    200     200   200   200      200       200
            GET   confirm    ended     404        409    409     409   409   409      409       409
            GET   confirm    other     404        404    404     404   404   404      404       404
            CROSS confirm    any       403        403    403     403   403   403      403       403
            POST  confirm    running   404        403    403     200   200   403      403       403
            POST  confirm    paused    404        403    403     200   200   403      403       403
            POST  confirm    ended     404        409    409     409   409   409      409       409
            POST  confirm    other     404        404    404     404   404   404      404       404
            GET   events     any       404        200    200     200   200   200      200       200
            CROSS events     any       403        403    403     403   403   403      403       403
            POST  events     any       404        404    404     404   404   404      404       404
            GET   journal    any       404        200    200     200   200   200      200       200
            CROSS journal    any       403        403    403     403   403   403      403       403
            POST  journal    any       404        404    404     404   404   404      404       404
            GET   link       any       404        405    405     405   405   405      405       405
            CROSS link       any       403        403    403     403   403   403      403       403
            POST  link       running   404        403    403     200   200   200      403       200
            POST  link       paused    404        403    403     200   200   200      403       200
            POST  link       ended     404        403    403     403   403   409      403       409
            POST  link       other     404        403    403     403   403   403      403       200
            GET   pause      any       404        405    405     405   405   405      405       405
            CROSS pause      any       403        403    403     403   403   403      403       403
            POST  pause      running   404        403    403     403   403   200      403       200
            POST  pause      paused    404        403    403     403   403   409      403       409
            POST  pause      ended     404        409    409     409   409   409      409       409
            POST  pause      other     404        403    403     403   403   403      403       200
            GET   promote    any       404        405    405     405   405   405      405       405
            CROSS promote    any       403        403    403     403   403   403      403       403
            POST  promote    running   404        403    403     403   403   403      200       200
            POST  promote    paused    404        403    403     403   403   403      200       200
            POST  promote    ended     404        409    409     409   409   409      409       409
            POST  promote    other     404        403    403     403   403   403      403       200
            GET   reject     any       404        405    405     405   405   405      405       405
            CROSS reject     any       403        403    403     403   403   403      403       403
            POST  reject     running   404        403    403     200   200   403      403       403
            POST  reject     paused    404        403    403     200   200   403      403       403
            POST  reject     ended     404        409    409     409   409   409      409       409
            POST  reject     other     404        403    403     403   403   403      403       403
            GET   resume     any       404        405    405     405   405   405      405       405
            CROSS resume     any       403        403    403     403   403   403      403       403
            POST  resume     running   404        403    403     403   403   409      403       409
            POST  resume     paused    404        403    403     403   403   200      403       200
            POST  resume     ended     404        409    409     409   409   409      409       409
            POST  resume     other     404        403    403     403   403   403      403       409
            GET   retry      any       404        405    405     405   405   405      405       405
            CROSS retry      any       403        403    403     403   403   403      403       403
            POST  retry      running   404        403    403     403   403   409      403       409
            POST  retry      paused    404        403    403     403   403   409      403       409
            POST  retry      ended     404        409    409     409   409   409      409       409
            POST  retry      other     404        403    403     403   403   403      403       409
            GET   rollback   any       404        405    405     405   405   405      405       405
            CROSS rollback   any       403        403    403     403   403   403      403       403
            POST  rollback   running   404        403    403     403   403   200      403       200
            POST  rollback   paused    404        403    403     403   403   200      403       200
            POST  rollback   ended     404        409    409     409   409   409      409       409
            POST  rollback   other     404        403    403     403   403   403      403       200
            GET   skip       any       404        405    405     405   405   405      405       405
            CROSS skip       any       403        403    403     403   403   403      403       403
            POST  skip       running   404        403    403     403   403   403      200       200
            POST  skip       paused    404        403    403     403   403   403      200       200
            POST  skip       ended     404        409    409     409   409   409      409       409
            POST  skip       other     404        403    403     403   403   403      403       200
            GET   state      any       404        200    200     200   200   200      200       200
            CROSS state      any       403        403    403     403   403   403      403       403
            POST  state      any       404        404    404     404   404   404      404       404
            GET   audience   any       404        200    200     200   200   200      200       200
            CROSS audience   any       403        403    403     403   403   403      403       403
            POST  audience   any       404        404    404     404   404   404      404       404
            GET   stop       any       404        405    405     405   405   405      405       405
            CROSS stop       any       403        403    403     403   403   403      403       403
            POST  stop       running   404        403    403     403   403   200      403       200
            POST  stop       paused    404        403    403     403   403   200      403       200
            POST  stop       ended     404        409    409     409   409   409      409       409
            POST  stop       other     404        403    403     403   403   403      403       200
            GET   verify     any       404        200    200     200   200   200      200       200
            CROSS verify     any       403        403    403     403   403   403      403       403
            POST  verify     any       404        404    404     404   404   404      404       404
            GET   withdraw   any       404        405    405     405   405   405      405       405
            CROSS withdraw   any       403        403    403     403   403   403      403       403
            POST  withdraw   running   404        409    409     200   409   409      409       409
            POST  withdraw   paused    404        409    409     200   409   409      409       409
            POST  withdraw   ended     404        409    409     409   409   409      409       409
            POST  withdraw   other     404        409    409     409   409   409      409       409
            GET   hotfix     any       404        405    405     405   405   405      405       405
            CROSS hotfix     any       403        403    403     403   403   403      403       403
            POST  hotfix     running   404        403    403     403   403   403      409       409
            POST  hotfix     paused    404        403    403     403   403   403      409       409
            POST  hotfix     ended     404        409    409     409   409   409      409       409
            POST  hotfix     other     404        403    403     403   403   403      403       409
            GET   feedback   any       404        200    200     200   200   200      200       200
            CROSS feedback   any       403        403    403     403   403   403      403       403
            POST  feedback   any       404        200    200     200   200   200      200       200
            GET   signOff    any       404        405    405     405   405   405      405       405
            CROSS signOff    any       403        403    403     403   403   403      403       403
            POST  signOff    running   404        403    403     200   200   403      403       403
            POST  signOff    paused    404        403    403     200   200   403      403       403
            POST  signOff    ended     404        403    403     200   200   403      403       403
            POST  signOff    other     404        403    403     403   403   403      403       403
            GET   deleteFeedback any   404        405    405     405   405   405      405       405
            CROSS deleteFeedback any   403        403    403     403   403   403      403       403
            POST  deleteFeedback any   404        403    403     403   403   403      403       200
            GET   importFeedback any   404        405    405     405   405   405      405       405
            CROSS importFeedback any   403        403    403     403   403   403      403       403
            POST  importFeedback running 404      403    403     403   403   400      403       400
            POST  importFeedback paused  404      403    403     403   403   400      403       400
            POST  importFeedback ended   404      403    403     403   403   400      403       400
            POST  importFeedback other   404      403    403     403   403   403      403       400
            GET   approve?override=true any 404   405    405     405   405   405      405       405
            CROSS approve?override=true any 403   403    403     403   403   403      403       403
            POST  approve?override=true running 404 403  403     200   200   403      403       200
            POST  approve?override=true paused  404 403  403     200   200   403      403       200
            POST  approve?override=true ended   404 409  409     409   409   409      409       409
            POST  approve?override=true other   404 403  403     403   403   403      403       200
            """;

    @ClassRule
    public static final JenkinsRule R = OnSharedJenkins.jenkins();

    private static final Map<String, Visitor> VISITORS = new HashMap<>();
    private static RolloutsToTry rollouts;

    @BeforeClass
    public static void moveIn() throws Exception {
        var realm = R.createDummySecurityRealm();
        realm.addGroups("greta", "release-managers");
        R.jenkins.setSecurityRealm(realm);
        R.jenkins.setCrumbIssuer(new DefaultCrumbIssuer(false));
        WorkflowJob first = R.createProject(WorkflowJob.class, "first");
        WorkflowJob other = R.createProject(WorkflowJob.class, "other");
        R.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ)
                .everywhere()
                .toAuthenticated()
                .grant(Item.BUILD, Item.CANCEL)
                .onItems(first)
                .to("bill")
                .grant(RolloutPermissions.OPERATE)
                .onItems(first)
                .to("olga")
                .grant(RolloutPermissions.OVERRIDE)
                .onItems(first)
                .to("otto")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("adam"));
        for (String name : PEOPLE) {
            VISITORS.put(name, name.equals("anonymous")
                    ? Visitor.withoutName(People.url(R))
                    : Visitor.of(People.url(R), name, name));
        }
        rollouts = new RolloutsToTry(first, other, VISITORS.get("nina"));
    }

    @AfterClass
    public static void moveOut() throws Exception {
        if (rollouts != null) {
            rollouts.end();
        }
    }

    /** The last parts of all URLs under a rollout that do something or answer. */
    private static Set<String> endpoints() {
        return Stream.of(RolloutPage.class, RolloutAction.class)
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(method -> method.getName().matches("do[A-Z]\\w*"))
                .flatMap(PermissionMatrixTest::names)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> names(Method method) {
        WebMethod said = method.getAnnotation(WebMethod.class);
        return said == null
                ? Stream.of(method.getName().substring(2).toLowerCase(Locale.ROOT))
                : Arrays.stream(said.name());
    }

    /** The expected answers by "POST approve running". */
    private static Map<String, List<String>> expected() {
        var rows = new LinkedHashMap<String, List<String>>();
        EXPECTED.lines().skip(1).filter(line -> !line.isBlank()).forEach(line -> {
            List<String> words = List.of(line.trim().split("\\s+"));
            List<String> situations = words.get(2).equals("any") ? SITUATIONS : List.of(words.get(2));
            for (String situation : situations) {
                String key = words.get(0) + " " + words.get(1) + " " + situation;
                assertThat("twice: " + key, rows.put(key, words.subList(3, words.size())) == null, is(true));
            }
        });
        return rows;
    }

    private static List<String> requests() {
        var all = new ArrayList<String>();
        Set<String> endpoints = endpoints();
        endpoints.add("approve?override=true"); // the same, as an override
        for (String endpoint : endpoints) {
            for (String method : List.of("GET", "CROSS", "POST")) {
                for (String situation : SITUATIONS) {
                    all.add(method + " " + endpoint + " " + situation);
                }
            }
        }
        return all;
    }

    @Test
    public void everyRequestHasItsRow() {
        assertThat(expected().keySet(), containsInAnyOrder(requests().toArray()));
        expected().forEach((request, answers) -> assertThat(request, answers.size(), is(PEOPLE.size())));
    }

    @Test
    public void everybodyGetsTheAnswerThatStandsInTheTable() throws Exception {
        Map<String, List<String>> expected = expected();
        var wrong = new ArrayList<String>();
        for (String request : requests()) {
            String[] words = request.split(" ");
            var answers = new ArrayList<String>();
            for (String person : PEOPLE) {
                answers.add(Integer.toString(ask(words[0], words[1], words[2], person)));
            }
            if (!answers.equals(expected.get(request))) {
                wrong.add(request + " " + String.join(" ", answers) + " // expected " + expected.get(request));
            }
        }
        assertEquals(String.join("\n", wrong), 0, wrong.size());
    }

    private static int ask(String method, String endpoint, String situation, String person) throws Exception {
        RolloutsToTry.One one = rollouts.in(situation);
        String path = one.path() + endpoint;
        Visitor visitor = VISITORS.get(person);
        Map<String, String> fields = one.fields(endpoint);
        int status = switch (method) {
            case "GET" -> visitor.get(path + (endpoint.equals("confirm") ? "/?token=" + one.token() : "")).status();
            case "CROSS" -> visitor.postWithoutCrumb(path, fields).status();
            default -> visitor.postJson(path, fields).status();
        };
        if (method.equals("POST") && status == 200 && !endpoint.matches("link|signOff|.*[fF]eedback")) {
            rollouts.spent(situation);
        }
        return status;
    }
}
