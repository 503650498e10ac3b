package io.jenkins.plugins.rollout.metric;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Response;
import io.jenkins.plugins.rollout.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Asks any HTTP service that answers in JSON, and takes one number from the answer. */
public class JsonSource extends HttpMetricSource {
    private static final long serialVersionUID = 1L;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

    private final String path;
    private String resource;
    private String method;
    private String body;

    @DataBoundConstructor
    public JsonSource(String path) {
        this.path = Fields.trimmed(path);
    }

    /** Where the number stands in the answer: JSON Pointer or JSONPath. */
    public String getPath() {
        return path;
    }

    /** Path and query below the server's URL; null for the URL itself. */
    @CheckForNull
    public String getResource() {
        return resource;
    }

    @DataBoundSetter
    public void setResource(String resource) {
        this.resource = Fields.trimmed(resource);
    }

    /** {@code GET} or {@code POST}; null for POST when there is a body, otherwise GET. */
    @CheckForNull
    public String getMethod() {
        return method;
    }

    @DataBoundSetter
    public void setMethod(String method) {
        this.method = method == null || method.isBlank() ? null : method.trim().toUpperCase(Locale.ROOT);
    }

    /** Sent as {@code application/json}; null for none. */
    @CheckForNull
    public String getBody() {
        return body;
    }

    @DataBoundSetter
    public void setBody(String body) {
        this.body = Fields.trimmed(body);
    }

    @NonNull
    @Override
    public CompletionStage<Sample> sample(@NonNull SampleRequest request) {
        String filled = request.fill(path);
        JsonQuery query = query(filled);
        Endpoint place = endpoint(request);
        Endpoint endpoint = resource == null ? place : place.below(request.fill(resource));
        Request sent = isPost()
                ? Request.post(endpoint, "application/json", body == null ? "" : request.fill(body))
                : Request.get(endpoint);
        return request.endpoints()
                .send(sent.header("Accept", "application/json"))
                .thenApply(response -> read(response, query, filled, request.now()));
    }

    private static JsonQuery query(String text) {
        try {
            return JsonQuery.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Unusable("path: " + e.getMessage());
        }
    }

    private boolean isPost() {
        return method == null ? body != null : method.equals("POST");
    }

    private static Sample read(Response response, JsonQuery query, String place, Instant now) {
        Answers.body(response);
        JsonNode node = query.find(Answers.json(response));
        String there = response.name() + ": at " + place + " there is ";
        if (node.isNumber()) {
            return Sample.of(response.name(), node.doubleValue(), now);
        }
        if (node.isTextual()) {
            String text = node.textValue().trim();
            return NUMBER.matcher(text).matches()
                    ? Sample.of(response.name(), Double.parseDouble(text), now)
                    : new Sample.NoData(there + "a text that is not a number", now);
        }
        return new Sample.NoData(there + what(node) + ", not a number", now);
    }

    private static String what(JsonNode node) {
        return switch (node.getNodeType()) {
            case BOOLEAN -> "true or false";
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case NULL -> "null";
            default -> "nothing";
        };
    }

    @NonNull
    @Override
    protected String describeQuestion() {
        return (resource == null ? "" : resource.split("\\?", 2)[0] + " ") + path;
    }

    @NonNull
    @Override
    protected List<Optional<Problem>> validateQuestion() {
        return List.of(
                checkPath(path),
                checkMethod(),
                Fields.placeholders("body", body),
                resource != null && getServer() == null
                        ? Optional.of(Problem.of("resource", "goes with server; write the whole address into url"))
                        : Fields.placeholders("resource", resource));
    }

    private Optional<Problem> checkMethod() {
        if (method == null || method.equals("POST")) {
            return Optional.empty();
        }
        if (!method.equals("GET")) {
            return Optional.of(Problem.of("method", "'" + method + "' is not known; write GET or POST"));
        }
        return body == null
                ? Optional.empty()
                : Optional.of(Problem.of("body", "is not sent with GET; write method: 'POST'"));
    }

    private static Optional<Problem> checkPath(@CheckForNull String path) {
        Optional<Problem> missing =
                Fields.required("path", path, "a JSON Pointer such as /data/0/value, or a JSONPath");
        if (missing.isPresent()) {
            return missing;
        }
        try {
            JsonQuery.parse(Fields.filled(path));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Problem.of("path", e.getMessage()));
        }
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol("json")
    public static final class DescriptorImpl extends HttpMetricSourceDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "JSON over HTTP";
        }

        /** Checks the path of a form. */
        @POST
        public FormValidation doCheckPath(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            return Fields.form(checkPath(Fields.trimmed(value)));
        }

        /** The methods of a form. */
        @POST
        public ListBoxModel doFillMethodItems(@AncestorInPath Item item) {
            Fields.checkPermission(item);
            var items = new ListBoxModel();
            items.add("GET, or POST with a body", "");
            return items.add("GET").add("POST");
        }
    }
}
