package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.http.StuckServer;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.structs.SymbolLookup;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;

/**
 * What every {@link MetricSource} must do. For a source of your own, extend this with one that is filled in well;
 * if it asks over HTTP let it name a server, by whatever name.
 */
public abstract class MetricSourceContract {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    private static final String BODY = "s3cret-body";

    @Rule
    public final StubServer server = new StubServer();

    @Rule
    public final StuckServer stuck = new StuckServer();

    /** A source with nothing wrong in it. */
    protected abstract MetricSource source();

    @Test
    public void hasASymbolAndAName() {
        assertThat(SymbolLookup.getSymbolValue(source()).isEmpty(), is(false));
        assertThat(source().getDescriptor().getDisplayName().isBlank(), is(false));
    }

    @Test
    public void hasAFormWhoseTextIsEscaped() throws IOException {
        URL form = resource("config.jelly");
        assertThat("config.jelly", form, is(notNullValue()));
        assertThat(read(form), containsString("<?jelly escape-by-default='true'?>"));
    }

    @Test
    public void hasHelpForItselfAndEachField() throws IOException {
        assertThat("help.html", resource("help.html"), is(notNullValue()));
        for (DescribableParameter field :
                DescribableModel.of(source().getClass()).getParameters()) {
            URL help = resource("help-" + field.getName() + ".html");
            assertThat("help-" + field.getName() + ".html", help, is(notNullValue()));
            assertThat(read(help).isBlank(), is(false));
        }
    }

    @Test
    public void isTheSameAfterARestart() {
        JsonNode definition = Definitions.toJson(source());
        MetricSource again = Definitions.fromJson(definition, MetricSource.class);
        assertThat(again, is(instanceOf(source().getClass())));
        assertThat(Definitions.toJson(again), is(definition));
        assertThat(again.describe(), is(source().describe()));
    }

    @Test
    public void isTheSameAfterSerialisation() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(source());
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(((MetricSource) in.readObject()).describe(), is(source().describe()));
        }
    }

    @Test
    public void describesItselfInAFewWords() {
        String words = source().describe();
        assertThat(words.isBlank(), is(false));
        assertThat(words.length(), is(lessThan(2000)));
    }

    @Test
    public void findsNothingWrongWithWhatIsFilledIn() {
        assertThat(source().validate(), is(List.of()));
    }

    @Test
    public void saysWhatIsMissingInsteadOfThrowing() {
        MetricSource empty = DescribableModel.of(source().getClass()).instantiate(Map.of(), null);
        empty.validate().forEach(problem -> {
            assertThat(problem.field().isBlank(), is(false));
            assertThat(problem.message().isBlank(), is(false));
        });
        assertThat(empty.describe(), is(notNullValue()));
    }

    @Test
    public void doesNotHoldItsCaller() throws Exception {
        SampleRequest request = Asking.of(stuck.uri()).request();
        CompletableFuture.runAsync(() -> source().sample(request)).get(10, TimeUnit.SECONDS);
    }

    @Test
    public void showsNoSecretsWhenTheServerFails() throws Exception {
        server.on("/", 500, BODY).on("/", 200, "{\"status\": \"" + BODY);
        for (int i = 0; i < 2; i++) {
            Reading reading = reading(Asking.of(server.uri("/")));
            assertThat(reading.why(), not(containsString(Asking.SECRET)));
            assertThat(reading.why(), not(containsString(BODY)));
            assertThat(reading.verdict(), is(server.asked().isEmpty() ? reading.verdict() : Verdict.NO_DATA));
        }
    }

    @Test
    public void anUnsafeVersionNeverReachesTheServer() throws Exception {
        Reading reading = reading(Asking.of(server.uri("/")).version("1\"} or vector(0) #\n"));
        server.asked().forEach(asked -> assertThat(asked.uri() + asked.body(), not(containsString("vector(0)"))));
        assertThat(reading.why(), not(containsString("\n")));
    }

    private Reading reading(Asking asking) throws Exception {
        var threshold = new ThresholdCriterion("values", source());
        threshold.setAtLeast(0.0);
        return new Meters(asking.endpoints(), Clock.systemUTC(), ForkJoinPool.commonPool())
                .read("series", threshold.toCriterion(), asking.situation(), Duration.ofSeconds(1))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    /** As Jenkins finds it: beside the class, or beside one that it extends. */
    private URL resource(String name) {
        for (Class<?> c = source().getClass(); c != Object.class; c = c.getSuperclass()) {
            URL found = c.getResource(c.getSimpleName() + "/" + name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String read(URL resource) throws IOException {
        try (InputStream in = resource.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
