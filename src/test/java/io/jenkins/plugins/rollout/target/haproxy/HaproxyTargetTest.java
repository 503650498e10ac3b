package io.jenkins.plugins.rollout.target.haproxy;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.NullNode;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetCalls;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;

/** The haproxy target on a real HAProxy, with real requests. */
public class HaproxyTargetTest {
    @ClassRule
    public static final RealHaproxy HAPROXY = new RealHaproxy();

    /** Of a normal distribution, 99.9 % lie within this many standard deviations of the middle. */
    private static final double SIGMAS = 3.2905;

    private static final int REQUESTS = 20_000;

    @Before
    public void asConfigured() {
        for (String backend : List.of("checkout", "turns", "three")) {
            HAPROXY.byHand("set weight " + backend + "/new 0");
            HAPROXY.byHand("set weight " + backend + "/old 100");
            HAPROXY.byHand("set server " + backend + "/new state ready");
            HAPROXY.byHand("set server " + backend + "/old state ready");
        }
    }

    @Test
    public void theShareOfTheNewVersionIsThatOfThePhase() throws Exception {
        var traffic = new Traffic(HAPROXY, "in-turn");
        for (int percent : List.of(1, 5, 20, 50, 100)) {
            TargetAnswer answer = send("turns", deployment(String.valueOf(percent)));
            assertThat(answer.message(), answer.isDone(), is(true));
            Traffic.Counted counted = traffic.send(REQUESTS);
            assertThat(counted.all(), is((long) REQUESTS));
            double p = percent / 100.0;
            double interval = SIGMAS * Math.sqrt(REQUESTS * p * (1 - p));
            assertThat(percent + " %", (double) counted.fresh(), closeTo(REQUESTS * p, interval));
        }
    }

    @Test
    public void inTurnTheShareIsExact() throws Exception {
        var traffic = new Traffic(HAPROXY, "in-turn");
        for (String percent : List.of("0.5", "1", "12.5", "50", "99.5", "100")) {
            send("turns", deployment(percent));
            traffic.send(600); // a round at least, in which HAProxy takes up the new weights
            double expected = new BigDecimal(percent).doubleValue() * 20;
            assertThat(percent + " %", (double) traffic.send(2000).fresh(), closeTo(expected, 2));
        }
    }

    /** Places on a hash ring make the share there, which is only about that of the weights: see docs/targets.md. */
    @Test
    public void byChanceTheShareIsAboutRight() throws Exception {
        var traffic = new Traffic(HAPROXY, "by-chance");
        for (int percent : List.of(5, 20, 50)) {
            send("checkout", deployment(String.valueOf(percent)));
            double share = traffic.send(REQUESTS).fresh() * 100.0 / REQUESTS;
            assertThat(percent + " %", share, closeTo(percent, percent * 0.4));
        }
    }

    @Test
    public void undoTakesItAwayAndNoRequestFails() throws Exception {
        var traffic = new Traffic(HAPROXY, "by-chance");
        assertThat(send("checkout", deployment("50")).isDone(), is(true));
        Traffic.Counted meanwhile = traffic.during(() -> {
            long before = HAPROXY.fresh().served();
            await().until(() -> HAPROXY.fresh().served(), greaterThan(before + 500));
            TargetAnswer answer = send("checkout", undo());
            assertThat(answer.message(), answer.isDone(), is(true));
            long after = HAPROXY.old().served();
            await().until(() -> HAPROXY.old().served(), greaterThan(after + 500));
        });
        assertThat(meanwhile.fresh(), greaterThan(500L));
        assertThat(traffic.send(5_000), is(new Traffic.Counted(0, 5_000)));
        assertThat(HAPROXY.weights("checkout"), is("0/100"));
        // and the next rollout begins anew
        assertThat(send("checkout", deployment("100")).isDone(), is(true));
        assertThat(traffic.send(1_000), is(new Traffic.Counted(1_000, 0)));
    }

    @Test
    public void allSharesAtOnceAndNoRequestFails() throws Exception {
        Traffic.Counted counted = new Traffic(HAPROXY, "by-chance").during(() -> {
            for (String percent : List.of("1", "50", "100")) {
                assertThat(send("checkout", deployment(percent)).isDone(), is(true));
            }
            assertThat(send("checkout", undo()).isDone(), is(true));
            assertThat(send("checkout", deployment("100")).isDone(), is(true));
            assertThat(send("checkout", undo()).isDone(), is(true));
        });
        assertThat(counted.all(), greaterThan(0L));
    }

    @Test
    public void aChangeByHandIsSeen() throws Exception {
        send("checkout", deployment("5"));
        assertThat(observe("checkout", deployment("5")).state(), is(Observation.State.DONE));
        HAPROXY.byHand("set weight checkout/new 10");
        HAPROXY.byHand("set weight checkout/old 190");
        assertThat("the same share", observe("checkout", deployment("5")).state(), is(Observation.State.DONE));
        HAPROXY.byHand("set weight checkout/old 10");
        Observation seen = observe("checkout", deployment("5"));
        assertThat(seen, is(Observation.changed("new has weight 10, old has weight 10")));
        HAPROXY.byHand("set server checkout/new state maint");
        assertThat(
                observe("checkout", deployment("5")),
                is(Observation.changed("new has weight 10 and is MAINT, old has weight 10")));
        assertThat(observe("checkout", undo()).state(), is(Observation.State.DONE));
    }

    @Test
    public void aRestartOfHaproxyIsSeenAndTheSameOperationMendsIt() throws Exception {
        send("checkout", deployment("20"));
        HAPROXY.restart();
        assertThat(observe("checkout", deployment("20")).state(), is(Observation.State.CHANGED));
        assertThat(send("checkout", deployment("20")).isDone(), is(true));
        assertThat(observe("checkout", deployment("20")).state(), is(Observation.State.DONE));
    }

    @Test
    public void nothingIsTakenFromTheOnlyServerThatServes() throws Exception {
        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> HAPROXY.byHand("show stat down 4 -1").contains("DOWN"));
        HAPROXY.byHand("set weight down/new 100");
        TargetAnswer answer = send("down", undo());
        assertThat(answer.outcome(), is(TargetAnswer.Outcome.FAILED_FOR_NOW));
        assertThat(answer.message(), containsString("down/old is DOWN; the other server keeps its traffic"));
        assertThat(HAPROXY.weights("down"), is("100/0"));
        assertThat(send("down", deployment("5")).message(), is("down/old is DOWN; nothing is changed"));
    }

    @Test
    public void whatCannotBeIsToldInOurWords() throws Exception {
        assertThat(said("nowhere", "edge"), is("there is no backend 'nowhere'"));
        assertThat(said("static", "edge"), containsString("balances by a static algorithm"));
        assertThat(said("three", "edge"), containsString("has other servers with a weight, so no share would be right: older"));
        assertThat(said("checkout", "reader"), is("the socket of HAProxy may only be read from; it needs level admin"));
        assertThat(said("checkout", "nobody"), is("haproxy 'nobody' cannot be reached: nobody listens there"));
        var unknown = target("checkout", "edge");
        unknown.setStable("older");
        assertThat(
                send(unknown, deployment("5")).message(),
                is("backend checkout has no server 'older'; there are: new, old, spare"));
        var backup = target("checkout", "edge");
        backup.setStable("spare");
        assertThat(send(backup, deployment("5")).message(), containsString("is a backup"));
    }

    private static String said(String backend, String server) throws Exception {
        return send(target(backend, server), deployment("5")).message();
    }

    @Test
    public void whoCannotBeAskedIsNotKnown() throws Exception {
        Observation seen = target("checkout", "nobody").observe(deployment("5"), HAPROXY.context())
                .toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(seen.state(), is(Observation.State.UNKNOWN));
    }

    @Test
    public void anAudienceIsRefused() throws Exception {
        var reach = new Reach(null, List.of(Audience.named("employees")));
        assertThat(send("checkout", call("one", Action.DEPLOY, "", reach)).message(), containsString("an audience"));
        assertThat(HAPROXY.weights("checkout"), is("0/100"));
    }

    static HaproxyTarget target(String backend, String server) {
        var target = new HaproxyTarget(server, backend);
        target.setCandidate("new");
        target.setStable("old");
        return target;
    }

    private static TargetAnswer send(String backend, TargetCall call) throws Exception {
        return send(target(backend, "edge"), call);
    }

    private static TargetAnswer send(HaproxyTarget target, TargetCall call) throws Exception {
        return new TargetCalls(definition -> target, HAPROXY.context())
                .call(call).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static Observation observe(String backend, TargetCall call) throws Exception {
        return target(backend, "edge").observe(call, HAPROXY.context()).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static TargetCall deployment(String percent) {
        return call("deploy-" + percent, Action.DEPLOY, percent, new Reach(new BigDecimal(percent), List.of()));
    }

    private static TargetCall undo() {
        return call("undo", Action.UNDO, "50", Reach.NOBODY);
    }

    private static TargetCall call(String operation, Action action, String exposure, Reach reach) {
        var situation =
                new Situation("shop-12-1", "shop", "production", "2.4.0", "2.3.1", "canary", exposure, "");
        HaproxyTarget target = target("checkout", "edge");
        var reference = new TargetRef(target.describe(), target.ability(), NullNode.getInstance());
        return new TargetCall(operation, action, reference, situation, reach);
    }
}
