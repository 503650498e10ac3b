package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.rules.ExternalResource;

/**
 * No cluster: fabric8's mock server with its objects in memory, and with {@link ServerSideApply} added, which it lacks.
 * What controllers would do is simulated too: a Deployment's replicas are replaced at once, a Gateway takes each route,
 * until a test says otherwise.
 */
public final class FakeCluster extends ExternalResource {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** It tells of each request; kept here, for loggers that nobody holds are forgotten with their level. */
    private static final Logger CHATTER = Logger.getLogger(MockWebServer.class.getName());

    static {
        CHATTER.setLevel(Level.WARNING);
    }

    private final Objects objects = new Objects();
    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(Serialization.jsonMapper()), new MockWebServer(), new HashMap<>(), objects, false);
    private final List<String> requests = new ArrayList<>();
    private final Map<String, Integer> applied = new ConcurrentHashMap<>();
    private volatile UnaryOperator<ObjectNode> controller = FakeCluster::content;
    private volatile BiFunction<String, String, MockResponse> trouble = (method, path) -> null;

    @Override
    protected void before() {
        server.init();
    }

    @Override
    protected void after() {
        server.destroy();
    }

    /** Where the API server is. */
    public URI uri() {
        return URI.create(server.url("/").replaceAll("/$", "").replace("localhost", "127.0.0.1"));
    }

    /** What has been asked, as {@code PATCH /apis/…?…}. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** How often something was applied with the note of this operation as its last. */
    public int applied(String operation) {
        return applied.getOrDefault(operation, 0);
    }

    /** Has somebody else decide what controllers make of an object: it gets what was written, and returns what becomes of it. */
    public void controller(UnaryOperator<ObjectNode> reaction) {
        controller = reaction;
    }

    /** Has requests answered otherwise; null for as usual. */
    public void trouble(BiFunction<String, String, MockResponse> answer) {
        trouble = answer;
    }

    /** An answer of an API server that refuses. */
    public static MockResponse refusal(int code, String reason, String message) {
        return new MockResponse().setResponseCode(code).setBody(status(code, reason, message).toString());
    }

    private static ObjectNode status(int code, String reason, String message) {
        ObjectNode status = JSON.createObjectNode().put("kind", "Status").put("apiVersion", "v1");
        return status.put("status", "Failure").put("code", code).put("reason", reason).put("message", message);
    }

    /** Puts an object there, as {@code kubectl create} would. */
    public void create(String path, String json) {
        ObjectNode object = read(json);
        ServerSideApply.note(JSON.createObjectNode(), object, "kubectl-create");
        MockResponse answer = objects.handleCreate(request(
                HttpMethod.POST,
                path.substring(0, path.lastIndexOf('/')),
                Headers.builder().build(),
                object.toString()));
        if (answer.code() >= 300) {
            throw new AssertionError(answer.code() + " for " + path);
        }
        objects.store(path, controller.apply(objects.find(path)), false);
    }

    /** A request whose body nobody has read yet. */
    private static RecordedRequest request(HttpMethod method, String path, Headers headers, String body) {
        return new RecordedRequest("HTTP/1.1", method, path, headers, new Buffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** The object as it is now. */
    public ObjectNode get(String path) {
        return objects.find(path);
    }

    /** Changes an object as somebody else would, with {@code kubectl edit} for example. */
    public void edit(String path, String manager, Consumer<ObjectNode> change) {
        ObjectNode before = objects.find(path);
        ObjectNode after = before.deepCopy();
        change.accept(after);
        ServerSideApply.note(before, after, manager);
        objects.store(path, controller.apply(objects.aged(before, after)), true);
    }

    /** Changes what only controllers write. */
    public void status(String path, Consumer<ObjectNode> change) {
        ObjectNode after = objects.find(path);
        change.accept(after);
        objects.store(path, after, true);
    }

    /** Controllers with nothing to complain of. */
    public static ObjectNode content(ObjectNode object) {
        long generation = object.path("metadata").path("generation").asLong();
        switch (object.path("kind").asText()) {
            case "Deployment" -> {
                int replicas = object.path("spec").path("replicas").asInt(1);
                object.putObject("status")
                        .put("observedGeneration", generation)
                        .put("replicas", replicas)
                        .put("updatedReplicas", replicas)
                        .put("availableReplicas", replicas);
            }
            case "HTTPRoute" -> object.putObject("status")
                    .putArray("parents")
                    .addObject()
                    .putArray("conditions")
                    .addObject()
                    .put("type", "Accepted")
                    .put("status", "True")
                    .put("observedGeneration", generation);
            default -> {
                // the others say nothing
            }
        }
        return object;
    }

    static ObjectNode read(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (java.io.IOException e) {
            throw new AssertionError(json, e);
        }
    }

    private final class Objects extends KubernetesCrudDispatcher {
        @Override
        public MockResponse dispatch(RecordedRequest request) {
            synchronized (FakeCluster.this) {
                requests.add(request.getMethod() + " " + request.getPath());
            }
            MockResponse instead = trouble.apply(request.getMethod(), request.getPath());
            return instead != null ? instead : super.dispatch(request);
        }

        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            String path = request.getPath().replaceFirst("\\?.*", "");
            boolean apply = String.valueOf(request.getHeader("Content-Type")).contains("apply-patch");
            String object = path.replaceFirst("/status$", "");
            ObjectNode before = find(object);
            if (before == null) {
                return refusal(404, "NotFound", "not found");
            }
            String text = request.getUtf8Body();
            ObjectNode body = read(text);
            JsonNode version = body.path("metadata").path("resourceVersion");
            if (version.isTextual() && !version.equals(before.path("metadata").path("resourceVersion"))) {
                return refusal(409, "Conflict", "the object has been modified");
            }
            if (apply) {
                return apply(path, before, body, request.getPath());
            }
            MockResponse answer = super.handlePatch(request(request.method(), request.getPath(), request.getHeaders(), text));
            if (answer.code() < 300) {
                store(object, controller.apply(find(object)), true);
            }
            return answer;
        }

        private MockResponse apply(String path, ObjectNode before, ObjectNode config, String request) {
            String manager = request.replaceFirst(".*fieldManager=([^&]+).*", "$1");
            try {
                ObjectNode after = ServerSideApply.apply(before, config, manager, request.contains("force=true"));
                store(path, controller.apply(aged(before, after)), true);
                count(config);
                return new MockResponse().setResponseCode(200).setBody(find(path).toString());
            } catch (ServerSideApply.Conflict e) {
                ObjectNode status = status(409, "Conflict", "Apply failed");
                var causes = status.putObject("details").putArray("causes");
                e.owners.forEach((field, owner) -> causes.addObject()
                        .put("reason", "FieldManagerConflict")
                        .put("message", "conflict with \"" + owner + "\"")
                        .put("field", field));
                return new MockResponse().setResponseCode(409).setBody(status.toString());
            }
        }

        private void count(ObjectNode config) {
            for (JsonNode annotation : config.path("metadata").path("annotations")) {
                JsonNode operations = read(annotation.asText()).path("operations");
                if (!operations.isEmpty()) {
                    applied.merge(operations.get(operations.size() - 1).asText(), 1, Integer::sum);
                }
            }
        }

        /** With the generation that it has once its specification has changed. */
        ObjectNode aged(ObjectNode before, ObjectNode after) {
            long generation = before.path("metadata").path("generation").asLong(1);
            after.withObjectProperty("metadata")
                    .put("generation", before.path("spec").equals(after.path("spec")) ? generation : generation + 1);
            return after;
        }

        ObjectNode find(String path) {
            Map.Entry<AttributeSet, String> found = findResource(getKey(path));
            return found == null ? null : read(found.getValue());
        }

        void store(String path, ObjectNode object, boolean isNew) {
            Map.Entry<AttributeSet, String> found = findResource(getKey(path));
            if (isNew) {
                object.withObjectProperty("metadata").put("resourceVersion", String.valueOf(requestResourceVersion()));
            }
            map.put(found.getKey(), object.toString());
        }
    }
}
