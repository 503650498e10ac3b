package io.jenkins.plugins.rollout.target.flag;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetCalls;
import io.jenkins.plugins.rollout.target.TargetContext;
import io.jenkins.plugins.rollout.target.kubernetes.Calls;
import io.jenkins.plugins.rollout.target.kubernetes.FakeCluster;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What a ConfigMap adds to a file of flags: others who write it, and a cluster that says no. */
public class FlagdConfigMapTest {
    private static final String PATH = FlagdConfigMapContractTest.PATH;
    private static final String KEY = FlagdConfigMapContractTest.KEY;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Rule
    public final FakeCluster cluster = new FakeCluster();

    private final FlagdProvider provider = FlagdConfigMapContractTest.provider();
    private TargetContext context;

    @Before
    public void create() {
        cluster.create(PATH, FlagdConfigMapContractTest.configMap(FlagdFlagTest.FILE));
        context = Calls.context(cluster.uri());
    }

    private static TargetCall deploy(String operation, String percent) {
        return FlagdFlagTest.call("shop-1", operation, Action.DEPLOY, "", "", FlagdFlagTest.percent(percent)).call();
    }

    private static TargetCall undo() {
        return FlagdFlagTest.call("shop-1", "undo", Action.UNDO, "", "", Reach.NOBODY).call();
    }

    private TargetAnswer send(TargetCall call) throws Exception {
        return get(new TargetCalls(definition -> target(), context).call(call));
    }

    private FeatureFlagTarget target() {
        return new FeatureFlagTarget("new-checkout", provider);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private JsonNode flags() throws Exception {
        return JSON.readTree(cluster.get(PATH).path("data").path(KEY).asText());
    }

    private void edit(Consumer<ObjectNode> change) {
        cluster.edit(PATH, "kubectl-edit", change);
    }

    private long patches() {
        return cluster.requests().stream().filter(request -> request.startsWith("PATCH")).count();
    }

    private void refused(String message) throws Exception {
        TargetAnswer answer = send(deploy("one", "5"));
        assertThat(answer.message(), answer.isDone(), is(false));
        assertThat(answer.message(), containsString(message));
        assertThat(answer.message(), not(containsString(Calls.TOKEN)));
        assertThat("asked again for nothing", answer.outcome(), is(TargetAnswer.Outcome.FAILED));
    }

    @Test
    public void onlyTheFlagChangesAndAnUndoPutsItBack() throws Exception {
        TargetAnswer answer = send(deploy("one", "5"));
        assertThat(answer.message(), is("flag 'new-checkout' gives 'on' to 5 % of everyone"));
        assertThat(flags().at("/flags/banner"), is(JSON.readTree(FlagdFlagTest.FILE).at("/flags/banner")));
        assertThat(cluster.get(PATH).path("data").path("other").asText(), is("untouched"));
        assertThat(cluster.requests(), hasItem(startsWith("PATCH " + PATH + "?fieldManager=phased-rollout")));
        assertThat(send(undo()).message(), is("flag 'new-checkout' is as it was before"));
        assertThat(flags(), is(JSON.readTree(FlagdFlagTest.FILE)));
    }

    @Test
    public void whatSomebodyElseWroteMeanwhileIsKept() throws Exception {
        var first = new AtomicInteger();
        cluster.trouble((method, path) -> {
            if (method.equals("PATCH") && first.getAndIncrement() == 0) {
                edit(map -> map.withObjectProperty("data")
                        .put("other", "of somebody else")
                        .put(KEY, FlagdFlagTest.FILE.replace("#f00", "#f11")));
            }
            return null;
        });
        assertThat(send(deploy("one", "5")).isDone(), is(true));
        assertThat(first.get(), is(2));
        assertThat(cluster.get(PATH).path("data").path("other").asText(), is("of somebody else"));
        assertThat(flags().at("/flags/banner/variants/red").asText(), is("#f11"));
        assertThat(flags().at("/flags/new-checkout").has("targeting"), is(true));
    }

    @Test
    public void whoeverIsAlwaysFasterIsWaitedForLater() throws Exception {
        var times = new AtomicInteger();
        cluster.trouble((method, path) -> {
            if (method.equals("PATCH")) {
                edit(map -> map.withObjectProperty("data").put("other", "edit " + times.incrementAndGet()));
            }
            return null;
        });
        TargetAnswer answer = send(deploy("one", "5"));
        assertThat(answer.message(), containsString("was changed by others again and again"));
        assertThat(answer.outcome(), is(TargetAnswer.Outcome.FAILED_FOR_NOW));
        assertThat(times.get(), is(5));
    }

    @Test
    public void twoRolloutsAtOnceAreBothInIt() throws Exception {
        var other = new FeatureFlagTarget("banner", provider);
        other.setVariant("v2");
        var second = FlagdFlagTest.call("shop-2", "two", Action.DEPLOY, "", "", FlagdFlagTest.percent("5")).call();
        CompletionStage<TargetAnswer> one = target().deploy(deploy("one", "5"), context);
        CompletionStage<TargetAnswer> two = other.deploy(second, context);
        assertThat(get(one).isDone() && get(two).isDone(), is(true));
        assertThat(flags().at("/flags/new-checkout").has("metadata"), is(true));
        assertThat(flags().at("/flags/banner/metadata").has("phased-rollout"), is(true));
    }

    @Test
    public void anAnswerThatIsLostIsNotDoneTwice() throws Exception {
        assertThat(send(deploy("one", "5")).isDone(), is(true));
        assertThat(send(deploy("one", "5")).isDone(), is(true));
        assertThat(patches(), is(1L));
        assertThat(
                get(target().observe(deploy("one", "5"), context)).state(), is(Observation.State.DONE));
    }

    @Test
    public void aServiceAccountThatMayNotIsToldWhatItNeeds() throws Exception {
        for (String method : List.of("GET", "PATCH")) {
            cluster.trouble((asked, path) ->
                    asked.equals(method) ? FakeCluster.refusal(403, "Forbidden", "forbidden by RBAC") : null);
            refused("its role needs the verb " + method.toLowerCase(java.util.Locale.ROOT) + " on configmaps");
        }
    }

    @Test
    public void whatIsNotThereIsNotMadeUp() throws Exception {
        provider.setConfigMap("nothing");
        refused("kubernetes 'prod' has no ConfigMap 'nothing' in namespace 'web' (404); create it");
        provider.setConfigMap("flags");
        provider.setKey("x.json");
        refused("has no key 'x.json' in its data; it has flags.json, other; name one of these, or put it there");
        edit(map -> map.putObject("binaryData").put("x.json", "e30="));
        refused("has 'x.json' in its binaryData; put it into data, as text");
        assertThat(patches(), is(0L));
    }

    @Test
    public void anImmutableOneIsRefused() throws Exception {
        edit(map -> map.put("immutable", true));
        refused("ConfigMap 'flags' in namespace 'web' is immutable");
        assertThat(patches(), is(0L));
    }

    @Test
    public void whatKubernetesWouldNotTakeIsNotSent() throws Exception {
        edit(map -> map.withObjectProperty("data").put("other", "ä".repeat((1 << 19) - 300)));
        refused("and Kubernetes lets it have 1048576 (1 MiB)");
        assertThat(patches(), is(0L));
    }

    @Test
    public void anotherNamespaceIsRefusedAlsoWhenNobodyValidated() throws Exception {
        provider.setNamespace("kube-system");
        refused("does not let Jenkinsfiles reach the namespace 'kube-system'");
        provider.setNamespace("web");
        provider.setConfigMap("../secrets/x");
        refused("is no name of Kubernetes");
        assertThat(cluster.requests(), is(List.of()));
    }

    @Test
    public void aTroubledClusterIsAskedAgain() throws Exception {
        cluster.trouble((method, path) -> FakeCluster.refusal(503, "ServiceUnavailable", "etcd is away"));
        TargetAnswer answer = send(deploy("one", "5"));
        assertThat(answer.outcome(), is(TargetAnswer.Outcome.FAILED_FOR_NOW));
        assertThat(answer.message(), containsString("answers with 503"));
    }

    @Test
    public void mistakesAreFoundBeforeAnythingStarts() {
        assertThat(problems(provider, context), is(List.of()));
        provider.setConfigMap(null);
        provider.setKey("a/b");
        assertThat(problems(provider, context).toString(), is("[configMap: is needed, key: 'a/b' is no key of a ConfigMap:"
                + " letters, digits, -, _ and .]"));
        assertThat(
                problems(new FlagdProvider("prod"), context).toString(),
                containsString("configMap: is needed, and namespace, for 'prod' is of the kind kubernetes"));
        assertThat(cluster.requests(), is(List.of()));
    }

    @Test
    public void aFileHasNoNamespace() {
        var files = FlagServer.context(URI.create("file:///srv/flags.json"), Map.of(), "flagd");
        assertThat(
                problems(provider, files).toString(),
                containsString("'prod' is of the kind flagd, a file or a URL; leave out namespace, configMap and key"));
    }

    private static List<String> problems(FlagdProvider provider, TargetContext context) {
        return provider.validate(context).stream().map(Problem::toString).toList();
    }
}
