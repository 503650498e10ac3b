package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.policy.Server;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The API server of a cluster, for a few requests in a row: each takes 20 s at most, and what the server says to a
 * refusal comes out as an {@link HttpFailure} with what to do about it. All of it blocks.
 */
final class ApiServer implements AutoCloseable {
    /** Who we are in {@code metadata.managedFields}. */
    static final String FIELD_MANAGER = "phased-rollout";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final KubernetesClient client;

    private ApiServer(String name, KubernetesClient client) {
        this.name = name;
        this.client = client;
    }

    /**
     * The one that a Jenkinsfile names, for a namespace that it may reach.
     *
     * @throws HttpFailure saying what to write instead
     */
    static ApiServer open(Endpoints endpoints, String name, String namespace) {
        Server server = endpoints.named(KubernetesTarget.SYMBOL, name);
        KubernetesRules.namespace(server, namespace).forEach(problem -> {
            throw Subject.refused(problem.message());
        });
        endpoints.reach(server);
        return open(server);
    }

    static ApiServer open(Server server) {
        Config config = Login.config(server);
        String name = server.kind() + " '" + server.name() + "'";
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // the client looks for its own parts there
        thread.setContextClassLoader(KubernetesClientBuilder.class.getClassLoader());
        try {
            return new ApiServer(
                    name, new KubernetesClientBuilder().withConfig(config).build());
        } catch (KubernetesClientException e) {
            // its message may repeat a certificate or a key
            throw Subject.refused(name + ": its certificates or its key cannot be read");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Who answers, in a sentence. */
    String version() {
        try {
            String text = client.raw("/version");
            String version = text == null ? "" : read(text).path("gitVersion").asText("");
            return name + " answers" + (version.isEmpty() ? "." : ": Kubernetes " + Sentences.bounded(version) + ".");
        } catch (KubernetesClientException e) {
            throw switch (e.getCode()) {
                case 0, -1 -> Subject.forNow(name + " does not answer: " + reason(e));
                case 401, 403 -> Subject.refused(name + " does not take these credentials (" + e.getCode() + ")");
                default -> Subject.refused(name + " answers with " + e.getCode());
            };
        }
    }

    /** The object as it is now. */
    ObjectNode get(Coordinates where) {
        String text = ask("get", where, () -> client.raw(where.path()));
        if (text == null) {
            throw missing(where);
        }
        return read(text);
    }

    /** Thrown when the object is no longer the one that was read; read it again. */
    static final class Outdated extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Outdated() {
            super("the object has changed since it was read", null, false, false);
        }
    }

    /**
     * Applies the fields that are to be ours.
     *
     * @param force whether to take fields over from those who own them
     * @throws Outdated when somebody has changed the object since it was read
     */
    void apply(Coordinates where, ObjectNode fields, boolean force) {
        PatchContext patch = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(force)
                .build();
        ask("patch", where, () -> resource(where).patch(patch, fields.toString()));
    }

    /** Sends a merge patch, to the status where it is about the status. */
    void merge(Coordinates where, ObjectNode patch) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(FIELD_MANAGER)
                .build();
        if (patch.has("status")) {
            ask("patch", where, () -> resource(where).subresource("status").patch(context, patch.toString()));
        } else {
            ask("patch", where, () -> resource(where).patch(context, patch.toString()));
        }
    }

    private Resource<GenericKubernetesResource> resource(Coordinates where) {
        var kind = new ResourceDefinitionContext.Builder()
                .withGroup(where.group())
                .withVersion(where.version())
                .withKind(where.kind())
                .withPlural(where.plural())
                .withNamespaced(true)
                .build();
        return client.genericKubernetesResources(kind).inNamespace(where.namespace()).withName(where.name());
    }

    private <T> T ask(String verb, Coordinates where, Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            throw explain(e, verb, where);
        }
    }

    private RuntimeException explain(KubernetesClientException failure, String verb, Coordinates where) {
        String said = Optional.ofNullable(failure.getStatus())
                .map(status -> Sentences.bounded(String.valueOf(status.getMessage())))
                .orElse("");
        return switch (failure.getCode()) {
            case 401 -> Subject.refused(name + " does not take these credentials (401)");
            case 403 -> Subject.refused(name + " does not let us " + verb + " " + where.resource() + " in namespace '"
                    + where.namespace() + "' (403); its role needs the verb " + verb + " on " + where.resource()
                    + ", as docs/kubernetes.md shows: " + said);
            case 404 -> missing(where);
            case 409 -> conflict(failure, where);
            case 400, 405, 413, 415, 422 -> Subject.refused(where + " cannot be changed like this (" + failure.getCode() + "): " + said);
            case 0, -1 -> Subject.forNow(name + " does not answer: " + reason(failure));
            default -> Subject.forNow(name + " answers with " + failure.getCode() + (said.isEmpty() ? "" : ": " + said));
        };
    }

    private HttpFailure missing(Coordinates where) {
        return Subject.refused(name + " has no " + where + " (404); "
                + (where.group().isEmpty()
                        ? "create it, or name one that is there"
                        : "is it there, and does the cluster know " + where.resource() + " of " + where.apiVersion() + "?"));
    }

    /** Somebody owns a field that we would change, or the object has changed since it was read. */
    private static RuntimeException conflict(KubernetesClientException failure, Coordinates where) {
        List<StatusCause> causes = failure.getStatus() == null || failure.getStatus().getDetails() == null
                ? List.of()
                : failure.getStatus().getDetails().getCauses();
        String owners = causes.stream()
                .filter(cause -> "FieldManagerConflict".equals(cause.getReason()))
                .map(cause -> cause.getField() + " (" + Sentences.bounded(cause.getMessage()) + ")")
                .collect(Collectors.joining(", "));
        return owners.isEmpty()
                ? new Outdated()
                : Subject.refused(where + ": somebody else owns " + owners
                        + "; have that one leave the field alone, or write force: true to take it over");
    }

    /** Never a message of the client's own, which repeats what was sent. */
    private static String reason(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner.getClass().getSimpleName();
    }

    private ObjectNode read(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException | ClassCastException e) {
            throw Subject.forNow(name + " answers with something that is no object of Kubernetes");
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
