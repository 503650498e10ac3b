package io.jenkins.plugins.rollout.target;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.node.NullNode;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/**
 * What every {@link DeploymentTarget} must do. Whoever writes one extends this class, connects it to the real system or
 * a faithful stand-in, and runs it; each test begins with nothing deployed.
 */
public abstract class DeploymentTargetContract {
    private static final Reach REACH = new Reach(java.math.BigDecimal.valueOf(5), List.of());
    private static final long SECONDS = 60;

    /** A target that is configured well and reaches its system. */
    protected abstract DeploymentTarget target();

    /** What the target may use. */
    protected abstract TargetContext context();

    /** How often the system has done the work of this operation. */
    protected abstract int performed(String operation);

    /**
     * Whether the system keeps operations apart. Where the state is all there is (weights, a number of copies), setting
     * it twice is setting it once: nobody counts, and an operation that was never done looks like one undone by others.
     */
    protected boolean remembers() {
        return true;
    }

    /** Whether anybody gets this version from the system. */
    protected abstract boolean live(String version);

    /** What the configuration keeps secret. */
    protected List<String> secrets() {
        return List.of();
    }

    @Test
    public final void describesItselfWithoutSecrets() {
        String words = target().describe();
        assertThat(words.isBlank(), is(false));
        secrets().forEach(secret -> assertThat(words, not(containsString(secret))));
    }

    @Test
    public final void findsNoMistakeWhereThereIsNone() {
        assertThat(target().validate(context()), is(List.of()));
    }

    @Test
    public final void deploys() throws Exception {
        TargetAnswer answer = send(deployment("one"));
        assertThat(answer.message(), answer.isDone(), is(true));
        assertThat(live("2.4.0"), is(true));
        secrets().forEach(secret -> assertThat(answer.message(), not(containsString(secret))));
    }

    @Test
    public final void doesTheSameOperationOnce() throws Exception {
        assertThat(send(deployment("one")).isDone(), is(true));
        assertThat(send(deployment("one")).isDone(), is(true));
        assertPerformed("one", 1);
    }

    @Test
    public final void doesAnotherOperationAgain() throws Exception {
        assumeTrue(remembers());
        send(deployment("one"));
        send(deployment("two"));
        assertThat(performed("one") + performed("two"), is(2));
    }

    @Test
    public final void knowsNothingOfWhatWasNeverAskedFor() throws Exception {
        Observation seen = observe(deployment("never"));
        assertThat(seen.message(), seen.state(), is(in(neverDone())));
        assertPerformed("never", 0);
        assertThat("looking changes nothing", live("2.4.0"), is(false));
    }

    @Test
    public final void remembersWhatItDidOrSaysThatItCannot() throws Exception {
        send(deployment("one"));
        Observation seen = observe(deployment("one"));
        assertThat(seen.message(), seen.state(), is(in(Set.of(Observation.State.DONE, Observation.State.UNKNOWN))));
        assertPerformed("one", 1);
    }

    @Test
    public final void undoes() throws Exception {
        assumeTrue(target().ability().undo());
        send(deployment("one"));
        TargetAnswer answer = send(undo("two"));
        assertThat(answer.message(), answer.isDone(), is(true));
        assertThat(live("2.4.0"), is(false));
        assertThat(observe(undo("two")).state(), is(in(Set.of(Observation.State.DONE, Observation.State.UNKNOWN))));
    }

    @Test
    public final void undoesTheSameOperationOnce() throws Exception {
        assumeTrue(target().ability().undo());
        send(deployment("one"));
        assertThat(send(undo("two")).isDone(), is(true));
        assertThat(send(undo("two")).isDone(), is(true));
        assertPerformed("two", 1);
    }

    @Test
    public final void hasUndoneWhatWasNeverDeployed() throws Exception {
        assumeTrue(target().ability().undo());
        assertThat(send(undo("one")).isDone(), is(true));
        assertThat(live("2.4.0"), is(false));
    }

    @Test
    public final void findsItsWorkAgainAfterACrash() throws Exception {
        send(deployment("one"));
        Optional<TargetAnswer> answer = get(calls().inquire(deployment("one")));
        // cannot tell: then the same operation comes again and must do no harm
        assertThat((answer.isPresent() ? answer.get() : send(deployment("one"))).isDone(), is(true));
        assertPerformed("one", 1);
    }

    private Set<Observation.State> neverDone() {
        return remembers()
                ? Set.of(Observation.State.UNKNOWN)
                : Set.of(Observation.State.UNKNOWN, Observation.State.CHANGED);
    }

    private void assertPerformed(String operation, int times) {
        if (remembers()) {
            assertThat("how often " + operation + " was done", performed(operation), is(times));
        }
    }

    private TargetAnswer send(TargetCall call) throws Exception {
        return get(calls().call(call));
    }

    private Observation observe(TargetCall call) throws Exception {
        return get(target().observe(call, context()));
    }

    private TargetCalls calls() {
        return new TargetCalls(definition -> target(), context());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    private TargetCall deployment(String operation) {
        return call(operation, Action.DEPLOY);
    }

    private TargetCall undo(String operation) {
        return call(operation, Action.UNDO);
    }

    /** The rollout that the calls are made for; its build must be found by the context. */
    protected String rolloutId() {
        return "shop-12-1";
    }

    private TargetCall call(String operation, Action action) {
        var situation = new Situation(rolloutId(), "shop", "production", "2.4.0", "2.3.1", "canary", "5", "");
        var reference = new TargetRef(target().describe(), target().ability(), NullNode.getInstance());
        return new TargetCall(
                operation, action, reference, situation, action == Action.UNDO ? Reach.NOBODY : REACH);
    }
}
