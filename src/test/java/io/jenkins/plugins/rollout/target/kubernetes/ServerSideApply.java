package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A small stand-in for what an API server does with {@code application/apply-patch+yaml}, which the mock server does not
 * know: fields have owners, whoever applies something else gets a conflict, and what an applier leaves out and nobody else
 * owns is removed. Lists are one value, but for the containers of a Deployment, which are known by their names; of
 * versions, defaults and admission it knows nothing.
 */
final class ServerSideApply {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<List<String>> NOBODYS = Set.of(
            List.of("f:apiVersion"),
            List.of("f:kind"),
            List.of("f:metadata", "f:name"),
            List.of("f:metadata", "f:namespace"),
            List.of("f:metadata", "f:resourceVersion"),
            List.of("f:metadata", "f:uid"),
            List.of("f:metadata", "f:generation"),
            List.of("f:metadata", "f:creationTimestamp"));

    private ServerSideApply() {}

    /** Fields that somebody else owns, and who. */
    static final class Conflict extends Exception {
        private static final long serialVersionUID = 1L;
        final transient Map<String, String> owners;

        Conflict(Map<String, String> owners) {
            super(owners.toString());
            this.owners = owners;
        }
    }

    /** The object as it is once somebody has applied something. */
    static ObjectNode apply(ObjectNode live, ObjectNode config, String manager, boolean force) throws Conflict {
        ObjectNode result = live.deepCopy();
        Set<List<String>> wanted = leaves(config, config);
        Map<String, Set<List<String>>> owners = owners(live);
        String me = manager + " Apply";
        Map<String, String> conflicts = new LinkedHashMap<>();
        for (List<String> field : wanted) {
            JsonNode value = get(config, field);
            if (!value.equals(get(live, field))) {
                owners.forEach((owner, fields) -> {
                    if (!owner.equals(me) && fields.contains(field)) {
                        conflicts.put(words(field), owner.split(" ")[0]);
                    }
                });
                set(result, field, value.deepCopy());
            }
        }
        if (!conflicts.isEmpty() && !force) {
            throw new Conflict(conflicts);
        }
        for (List<String> field : wanted) {
            if (!get(config, field).equals(get(live, field))) {
                owners.values().forEach(fields -> fields.remove(field));
            }
        }
        for (List<String> field : owners.getOrDefault(me, Set.of())) {
            boolean others = owners.entrySet().stream()
                    .anyMatch(owner -> !owner.getKey().equals(me) && owner.getValue().contains(field));
            if (!wanted.contains(field) && !others) {
                remove(result, field);
            }
        }
        owners.put(me, wanted);
        write(result, owners);
        return result;
    }

    /** Notes who has changed or made what, otherwise than by applying it. */
    static void note(ObjectNode before, ObjectNode after, String manager) {
        Map<String, Set<List<String>>> owners = owners(before);
        Set<List<String>> mine = owners.computeIfAbsent(manager + " Update", name -> new LinkedHashSet<>());
        for (List<String> field : leaves(after, after)) {
            if (!get(after, field).equals(get(before, field))) {
                owners.values().forEach(fields -> fields.remove(field));
                mine.add(field);
            }
        }
        write(after, owners);
    }

    private static Map<String, Set<List<String>>> owners(ObjectNode object) {
        Map<String, Set<List<String>>> owners = new LinkedHashMap<>();
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            Set<List<String>> fields = new LinkedHashSet<>();
            collect(entry.path("fieldsV1"), new ArrayList<>(), fields);
            owners.put(entry.path("manager").asText() + " " + entry.path("operation").asText(), fields);
        }
        return owners;
    }

    private static void collect(JsonNode fields, List<String> path, Set<List<String>> into) {
        if (fields.isEmpty() && !path.isEmpty()) {
            into.add(List.copyOf(path));
        }
        fields.properties().forEach(field -> {
            path.add(field.getKey());
            collect(field.getValue(), path, into);
            path.remove(path.size() - 1);
        });
    }

    private static void write(ObjectNode object, Map<String, Set<List<String>>> owners) {
        ArrayNode entries = NODES.arrayNode();
        owners.forEach((owner, fields) -> {
            if (!fields.isEmpty()) {
                ObjectNode entry = entries.addObject();
                entry.put("manager", owner.split(" ")[0]).put("operation", owner.split(" ")[1]);
                entry.put("apiVersion", object.path("apiVersion").asText()).put("fieldsType", "FieldsV1");
                ObjectNode tree = entry.putObject("fieldsV1");
                fields.forEach(field -> {
                    ObjectNode node = tree;
                    for (String name : field) {
                        node = node.has(name) ? (ObjectNode) node.get(name) : node.putObject(name);
                    }
                });
            }
        });
        object.withObjectProperty("metadata").set("managedFields", entries);
    }

    private static Set<List<String>> leaves(JsonNode object, JsonNode node) {
        Set<List<String>> leaves = new LinkedHashSet<>();
        walk(object, node, new ArrayList<>(), leaves);
        leaves.removeIf(leaf -> NOBODYS.contains(leaf)
                || leaf.get(0).equals("f:status")
                || leaf.size() > 1 && leaf.get(1).equals("f:managedFields"));
        return leaves;
    }

    private static void walk(JsonNode object, JsonNode node, List<String> path, Set<List<String>> leaves) {
        if (node.isArray() && isKnownByName(object, path)) {
            node.forEach(element -> {
                path.add("k:{\"name\":\"" + element.path("name").asText() + "\"}");
                walk(object, element, path, leaves);
                path.remove(path.size() - 1);
            });
        } else if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(member -> {
                path.add("f:" + member.getKey());
                walk(object, member.getValue(), path, leaves);
                path.remove(path.size() - 1);
            });
        } else {
            leaves.add(List.copyOf(path));
        }
    }

    private static boolean isKnownByName(JsonNode object, List<String> path) {
        return "Deployment".equals(object.path("kind").textValue())
                && path.equals(List.of("f:spec", "f:template", "f:spec", "f:containers"));
    }

    private static JsonNode get(JsonNode object, List<String> path) {
        JsonNode node = object;
        for (String name : path) {
            node = name.startsWith("f:") ? node.path(name.substring(2)) : element(node, name);
        }
        return node;
    }

    private static JsonNode element(JsonNode list, String key) {
        String name = read(key.substring(2)).path("name").asText();
        for (JsonNode element : list) {
            if (element.path("name").asText().equals(name)) {
                return element;
            }
        }
        return NODES.missingNode();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (java.io.IOException e) {
            throw new AssertionError(json, e);
        }
    }

    private static void set(ObjectNode object, List<String> path, JsonNode value) {
        JsonNode node = object;
        for (int i = 0; i < path.size() - 1; i++) {
            String name = path.get(i);
            if (name.startsWith("f:")) {
                boolean list = path.get(i + 1).startsWith("k:");
                JsonNode next = node.path(name.substring(2));
                node = next.isContainerNode()
                        ? next
                        : ((ObjectNode) node).set(name.substring(2), list ? NODES.arrayNode() : NODES.objectNode())
                                .get(name.substring(2));
            } else {
                JsonNode found = element(node, name);
                node = found.isObject() ? found : ((ArrayNode) node).addObject();
            }
        }
        ((ObjectNode) node).set(path.get(path.size() - 1).substring(2), value);
    }

    private static void remove(ObjectNode object, List<String> path) {
        JsonNode parent = get(object, path.subList(0, path.size() - 1));
        if (parent instanceof ObjectNode node) {
            node.remove(path.get(path.size() - 1).substring(2));
        }
    }

    /** As the API server writes it: {@code .spec.template.spec.containers[name="shop"].image}. */
    private static String words(List<String> field) {
        var words = new StringBuilder();
        for (String name : field) {
            words.append(
                    name.startsWith("f:")
                            ? "." + name.substring(2)
                            : "[name=\"" + read(name.substring(2)).path("name").asText() + "\"]");
        }
        return words.toString();
    }
}
