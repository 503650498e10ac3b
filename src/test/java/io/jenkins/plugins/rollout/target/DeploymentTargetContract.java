package io.jenkins.plugins.rollout.target;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import hudson.ExtensionList;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.http.BoundedHttp;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/**
 * What every {@link DeploymentTarget} must do. Whoever writes one extends this class, connects it to the real system or
 * a faithful stand-in, and runs it; each test begins with nothing deployed. docs/extending.md shows how.
 */
public abstract class DeploymentTargetContract {
    private static final String VERSION = "2.4.0";
    private static final long SECONDS = 60;

    /** A target that is configured well and reaches its system. Asked for again and again: always an equal one. */
    protected abstract DeploymentTarget target();

    /** What the target may use. */
    protected abstract TargetContext context();

    /** Whether anybody gets this version from the system. */
    protected abstract boolean live(String version);

    /**
     * How often the system has done the work of this operation. Only asked where the system {@linkplain #remembers
     * remembers} operations.
     */
    protected int performed(String operation) {
        throw new IllegalStateException("say how often an operation was performed, or that nobody remembers()");
    }

    /**
     * Whether the system keeps operations apart. Where the state is all there is (weights, a number of copies), setting
     * it twice is setting it once: nobody counts, and an operation that was never done looks like one undone by others.
     */
    protected boolean remembers() {
        return true;
    }

    /**
     * Changes what is deployed as somebody else would, behind the target's back.
     *
     * @return false where the target does not see such a thing
     */
    protected boolean meddle() throws Exception {
        return false;
    }

    /** What the configuration keeps secret: none of it may be in any text of the target. */
    protected List<String> secrets() {
        return List.of();
    }

    /** What a target may use that needs neither a server nor the build. */
    protected static TargetContext contextWithoutServers() {
        var none = new Servers() {
            @Override
            public Optional<Server> find(String kind, String name) {
                return Optional.empty();
            }

            @Override
            public List<String> names(String kind) {
                return List.of();
            }
        };
        var endpoints = new Endpoints(none, () -> Rules.STRICT, new BoundedHttp(HttpClient::newBuilder));
        return new TargetContext(endpoints, rolloutId -> Optional.empty());
    }

    /** The rollout that the calls are made for; its build must be found by the context. */
    protected String rolloutId() {
        return "shop-12-1";
    }

    @Test
    public final void describesItselfWithoutSecrets() {
        assertThat(target().describe().isBlank(), is(false));
        assertNoSecret(target().describe());
        assertThat("always in the same words", target().describe(), is(target().describe()));
    }

    @Test
    public final void findsNoMistakeWhereThereIsNone() {
        assertThat(target().validate(context()), is(List.of()));
    }

    @Test
    public final void isTheSameAfterARestart() {
        assumeTrue("there is no controller in this test to make it again", isKnown());
        JsonNode definition = Definitions.toJson(target());
        assertNoSecret(definition.toString());
        DeploymentTarget again = Definitions.fromJson(definition, DeploymentTarget.class);
        assertThat(again, is(instanceOf(target().getClass())));
        assertThat(Definitions.toJson(again), is(definition));
        assertThat(again.describe(), is(target().describe()));
        assertThat(again.ability(), is(target().ability()));
    }

    private boolean isKnown() {
        try {
            return ExtensionList.lookup(DeploymentTargetDescriptor.class).stream()
                    .anyMatch(descriptor -> descriptor.clazz == target().getClass());
        } catch (IllegalStateException e) {
            return false; // Jenkins' own classes, and no Jenkins
        }
    }

    @Test
    public final void deploys() throws Exception {
        assertDone(send(deployment("one")));
        assertThat(live(VERSION), is(true));
    }

    @Test
    public final void doesTheSameOperationOnce() throws Exception {
        assertDone(send(deployment("one")));
        assertDone(send(deployment("one")));
        assertPerformed("one", 1);
        assertThat(live(VERSION), is(true));
    }

    @Test
    public final void doesTheSameOperationOnceAlsoWhenItIsAskedForTwiceAtOnce() throws Exception {
        CompletionStage<TargetAnswer> first = calls().call(deployment("one"));
        CompletionStage<TargetAnswer> second = calls().call(deployment("one"));
        assertDone(get(first));
        assertDone(get(second));
        assertPerformed("one", 1);
        assertThat(live(VERSION), is(true));
    }

    @Test
    public final void doesAnotherOperationAgain() throws Exception {
        assumeTrue(remembers());
        send(deployment("one"));
        send(deployment("two"));
        assertThat(performed("one") + performed("two"), is(2));
    }

    @Test
    public final void neverWaitsOnTheCallersThread() throws Exception {
        List<Runnable> held = new CopyOnWriteArrayList<>();
        // what blocks is put off, so that whoever waits for it on the spot waits for ever
        var busy = new TargetContext(context().endpoints(), context().builds(), held::add);
        var caller = Executors.newSingleThreadExecutor();
        try {
            List<CompletionStage<?>> stages = caller.submit(() -> List.<CompletionStage<?>>of(
                            target().deploy(deployment("one"), busy), target().observe(deployment("one"), busy)))
                    .get(SECONDS, TimeUnit.SECONDS);
            stages.forEach(stage -> stage.toCompletableFuture().cancel(true));
        } finally {
            caller.shutdownNow();
        }
    }

    @Test
    public final void knowsNothingOfWhatWasNeverAskedFor() throws Exception {
        Observation seen = observe(deployment("never"));
        assertThat(seen.message(), seen.state(), is(in(neverDone())));
        assertPerformed("never", 0);
        assertThat("looking changes nothing", live(VERSION), is(false));
    }

    private Set<Observation.State> neverDone() {
        return remembers()
                ? Set.of(Observation.State.UNKNOWN)
                : Set.of(Observation.State.UNKNOWN, Observation.State.CHANGED);
    }

    @Test
    public final void remembersWhatItDidOrSaysThatItCannot() throws Exception {
        send(deployment("one"));
        assertDoneOrUnknown(observe(deployment("one")));
        assertPerformed("one", 1);
    }

    @Test
    public final void seesThatSomebodyElseChangedWhatItDid() throws Exception {
        send(deployment("one"));
        assumeTrue("this target does not see what others do", meddle());
        Observation seen = observe(deployment("one"));
        assertThat(seen.message(), seen.state(), is(Observation.State.CHANGED));
        assertThat("people are told what was found", seen.message().isBlank(), is(false));
    }

    @Test
    public final void undoes() throws Exception {
        assumeTrue(target().ability().undo());
        send(deployment("one"));
        assertDone(send(undo("two")));
        assertThat(live(VERSION), is(false));
        assertDoneOrUnknown(observe(undo("two")));
    }

    @Test
    public final void undoesTheSameOperationOnce() throws Exception {
        assumeTrue(target().ability().undo());
        send(deployment("one"));
        assertDone(send(undo("two")));
        assertDone(send(undo("two")));
        assertPerformed("two", 1);
        assertThat(live(VERSION), is(false));
    }

    @Test
    public final void hasUndoneWhatWasNeverDeployed() throws Exception {
        assumeTrue(target().ability().undo());
        assertDone(send(undo("one")));
        assertThat(live(VERSION), is(false));
    }

    @Test
    public final void deploysAgainWhatWasUndone() throws Exception {
        assumeTrue(target().ability().undo());
        send(deployment("one"));
        send(undo("two"));
        assertDone(send(deployment("three")));
        assertThat(live(VERSION), is(true));
    }

    @Test
    public final void isNotUndoneWhereItSaysItCannotBe() throws Exception {
        assumeTrue(!target().ability().undo());
        send(deployment("one"));
        assertThat(send(undo("two")).isDone(), is(false));
    }

    @Test
    public final void givesAnAudienceNothingWhereItSaysItKnowsNone() throws Exception {
        assumeTrue(!target().ability().audiences());
        var employees = new Reach(null, List.of(Audience.named("employees")));
        assertThat(send(call("one", Action.DEPLOY, "", "employees", employees)).isDone(), is(false));
        assertThat(live(VERSION), is(false));
    }

    @Test
    public final void findsItsWorkAgainAfterACrash() throws Exception {
        send(deployment("one"));
        Optional<TargetAnswer> answer = get(calls().inquire(deployment("one")));
        // cannot tell: then the same operation comes again and must do no harm
        assertDone(answer.isPresent() ? answer.get() : send(deployment("one")));
        assertPerformed("one", 1);
    }

    private void assertDone(TargetAnswer answer) {
        assertThat(answer.message(), answer.isDone(), is(true));
        assertNoSecret(answer.message());
    }

    private static void assertDoneOrUnknown(Observation seen) {
        assertThat(seen.message(), seen.state(), is(in(Set.of(Observation.State.DONE, Observation.State.UNKNOWN))));
    }

    private void assertPerformed(String operation, int times) {
        if (remembers()) {
            assertThat("how often " + operation + " was done", performed(operation), is(times));
        }
    }

    private void assertNoSecret(String text) {
        secrets().forEach(secret -> assertThat(text, not(containsString(secret))));
    }

    private TargetAnswer send(TargetCall call) throws Exception {
        TargetAnswer answer = get(calls().call(call));
        assertNoSecret(answer.message());
        return answer;
    }

    private Observation observe(TargetCall call) throws Exception {
        Observation seen = get(target().observe(call, context()));
        assertNoSecret(seen.message());
        return seen;
    }

    private TargetCalls calls() {
        return new TargetCalls(definition -> target(), context());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    /** To 5 percent of everyone, or to all where the target knows no such share. */
    private TargetCall deployment(String operation) {
        BigDecimal five = BigDecimal.valueOf(5);
        BigDecimal share = target().ability().reaches(five) ? five : BigDecimal.valueOf(100);
        return call(operation, Action.DEPLOY, share.toPlainString(), "", new Reach(share, List.of()));
    }

    private TargetCall undo(String operation) {
        return call(operation, Action.UNDO, "5", "", Reach.NOBODY);
    }

    private TargetCall call(String operation, Action action, String exposure, String audience, Reach reach) {
        var situation =
                new Situation(rolloutId(), "shop", "production", VERSION, "2.3.1", "canary", exposure, audience);
        var reference = new TargetRef(target().describe(), target().ability(), NullNode.getInstance());
        return new TargetCall(operation, action, reference, situation, reach);
    }
}
