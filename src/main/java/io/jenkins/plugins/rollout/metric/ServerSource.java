package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Response;
import io.jenkins.plugins.rollout.model.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A source that is asked over HTTP, at a server that an administrator defined under the source's symbol. */
public abstract class ServerSource extends MetricSource {
    private static final long serialVersionUID = 1L;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int METHOD_NOT_ALLOWED = 405;

    private String server;

    @CheckForNull
    public String getServer() {
        return server;
    }

    @DataBoundSetter
    public void setServer(String server) {
        this.server = Fields.trimmed(server);
    }

    /** The kind of the servers that may be named: the source's own symbol, as its nested descriptor has it. */
    @NonNull
    protected String kind() {
        return Stream.of(getClass().getDeclaredClasses())
                .map(nested -> nested.getAnnotation(Symbol.class))
                .filter(Objects::nonNull)
                .map(symbol -> symbol.value()[0])
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(getClass() + " says no kind of server"));
    }

    /**
     * Finds the place to ask, by the servers of this moment.
     *
     * @throws io.jenkins.plugins.rollout.http.HttpFailure when there is none
     */
    @NonNull
    protected Endpoint endpoint(@NonNull SampleRequest request) {
        if (server == null) {
            throw new Unusable(kind() + ": no server is named");
        }
        return request.endpoints().find(kind(), server, null);
    }

    /** What is asked there, in words, without secrets. */
    @NonNull
    protected abstract String describeQuestion();

    /** What is wrong with the other fields, as {@link #validate} says it. */
    @NonNull
    protected abstract List<Optional<Problem>> validateQuestion();

    /** The place in words, without secrets. */
    @NonNull
    String describePlace() {
        return server == null ? "nowhere" : "'" + server + "'";
    }

    /** What is wrong with the place. */
    @NonNull
    Optional<Problem> validatePlace() {
        return checkServer(server);
    }

    private static Optional<Problem> checkServer(@CheckForNull String server) {
        return Fields.required("server", server, "the name of a server that an administrator defined");
    }

    @NonNull
    @Override
    public String describe() {
        return (kind() + " " + describePlace() + ": " + describeQuestion()).replaceAll("\\s+", " ");
    }

    @NonNull
    @Override
    public List<Problem> validate() {
        var problems = new ArrayList<Optional<Problem>>();
        problems.add(validatePlace());
        problems.addAll(validateQuestion());
        return problems.stream().flatMap(Optional::stream).toList();
    }

    /** Posts a form; by GET where a proxy lets nothing else through. */
    static CompletionStage<Response> ask(SampleRequest request, Endpoint endpoint, String form) {
        return request.endpoints()
                .send(Request.post(endpoint, "application/x-www-form-urlencoded", form))
                .thenCompose(response -> response.status() == METHOD_NOT_ALLOWED
                        ? request.endpoints().send(Request.get(endpoint.below("?" + form)))
                        : CompletableFuture.completedFuture(response));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * One number of a server that gives series only: the newest whole minute of the last ones.
     *
     * @param minutes how many
     */
    protected final CompletionStage<Sample> newest(SampleRequest request, int minutes) {
        Instant last = Window.floor(request.now(), MINUTE);
        var window = new Window(last.minus(MINUTE.multipliedBy(minutes - 1)), last, MINUTE);
        return series(request, window)
                .thenApply(sample -> sample instanceof Sample.Series series
                        ? new Sample.Value(series.points().get(series.points().size() - 1).value(), series.at())
                        : sample);
    }

    /** The part of a form that names the place; {@code server.jelly} shows it. */
    public abstract static class ServerSourceDescriptor extends MetricSourceDescriptor {
        /** For a descriptor nested in its source. */
        protected ServerSourceDescriptor() {}

        /** Checks the server of a form. */
        @POST
        public FormValidation doCheckServer(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            return Fields.form(checkServer(Fields.trimmed(value)));
        }
    }
}
