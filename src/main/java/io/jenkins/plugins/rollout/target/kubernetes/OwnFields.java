package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The fields of an object that we applied before. Whoever applies must name all the fields it keeps: what it leaves out
 * and nobody else owns is removed. So each apply begins with these, as they are in the cluster now.
 *
 * <p>Kubernetes keeps them in {@code metadata.managedFields} in the format FieldsV1: {@code f:name} is a member,
 * {@code k:{"name":"app"}} the element of a list with these keys, {@code v:…} an element that is that value, and
 * {@code .} the thing itself. An empty entry is the whole value below it.
 */
final class OwnFields {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OwnFields() {}

    /** What a field manager has applied to an object, with its identity; the identity alone when that is nothing. */
    static ObjectNode of(ObjectNode live, String manager) {
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        for (JsonNode entry : live.path("metadata").path("managedFields")) {
            if (manager.equals(entry.path("manager").textValue())
                    && "Apply".equals(entry.path("operation").textValue())
                    && entry.path("subresource").asText("").isEmpty()) {
                own = (ObjectNode) extract(live, entry.path("fieldsV1"));
            }
        }
        own.set("apiVersion", live.get("apiVersion"));
        own.set("kind", live.get("kind"));
        ObjectNode metadata = own.withObjectProperty("metadata");
        metadata.set("name", live.path("metadata").get("name"));
        metadata.set("namespace", live.path("metadata").get("namespace"));
        return own;
    }

    private static JsonNode extract(JsonNode value, JsonNode fields) {
        if (fields.isEmpty()) {
            return value.deepCopy();
        }
        return value.isArray() ? elements(value, fields) : members(value, fields);
    }

    private static ObjectNode members(JsonNode value, JsonNode fields) {
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getKey().startsWith("f:")) {
                String name = field.getKey().substring(2);
                if (value.has(name)) {
                    own.set(name, extract(value.get(name), field.getValue()));
                }
            }
        }
        return own;
    }

    private static ArrayNode elements(JsonNode value, JsonNode fields) {
        ArrayNode own = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : value) {
            for (Map.Entry<String, JsonNode> field : fields.properties()) {
                String path = field.getKey();
                if (path.startsWith("k:") && hasKeys(element, read(path))) {
                    ObjectNode mine = (ObjectNode) extract(element, field.getValue());
                    read(path).properties().forEach(key -> mine.set(key.getKey(), key.getValue()));
                    own.add(mine);
                } else if (path.startsWith("v:") && element.equals(read(path))) {
                    own.add(element);
                }
            }
        }
        return own;
    }

    private static boolean hasKeys(JsonNode element, JsonNode keys) {
        return keys.properties().stream()
                .allMatch(key -> key.getValue().equals(element.get(key.getKey())));
    }

    private static JsonNode read(String path) {
        try {
            return JSON.readTree(path.substring(2));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the cluster lists managed fields in a form that is not FieldsV1", e);
        }
    }
}
