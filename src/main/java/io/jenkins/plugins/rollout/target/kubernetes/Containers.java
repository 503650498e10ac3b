package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Template;
import java.util.ArrayList;
import java.util.List;

/**
 * The one container of a pod template whose image changes. Its setting is {@code {"container": …, "image": …}}.
 *
 * @param subject the object, for messages
 * @param name of the container; null for the only one
 * @param image to put there, with placeholders
 */
record Containers(Coordinates subject, String name, String image) {
    private static final String CONTAINER = "container";
    private static final String IMAGE = "image";

    static JsonNode list(JsonNode object) {
        return object.path("spec").path("template").path("spec").path("containers");
    }

    String annotation(ObjectNode live) {
        return "image.rollout.jenkins.io/" + find(live).path("name").asText();
    }

    JsonNode setting(ObjectNode live) {
        JsonNode container = find(live);
        return setting(container.path("name").asText(), container.path(IMAGE).asText());
    }

    JsonNode wanted(ObjectNode live, TargetCall call) {
        return setting(
                find(live).path("name").asText(),
                Template.fill(image, call.situation().placeholders()));
    }

    private static ObjectNode setting(String container, String image) {
        return JsonNodeFactory.instance.objectNode().put(CONTAINER, container).put(IMAGE, image);
    }

    /** The image of a setting. */
    static String image(JsonNode setting) {
        return setting.path(IMAGE).asText();
    }

    static String words(JsonNode setting) {
        return "image " + image(setting);
    }

    /** Writes the image alone, where the list is one of elements that are known by their name. */
    static void writeImage(ObjectNode applied, JsonNode setting) {
        var containers = applied.withObjectProperty("spec")
                .withObjectProperty("template")
                .withObjectProperty("spec")
                .withArrayProperty("containers");
        String name = setting.path(CONTAINER).asText();
        for (JsonNode container : containers) {
            if (name.equals(container.path("name").textValue())) {
                ((ObjectNode) container).put(IMAGE, image(setting));
                return;
            }
        }
        containers.addObject().put("name", name).put(IMAGE, image(setting));
    }

    /** Writes the whole list as it is in the cluster, with the image in it, where the list is one value. */
    static void writeList(ObjectNode applied, ObjectNode live, JsonNode setting) {
        JsonNode all = list(live).deepCopy();
        for (JsonNode container : all) {
            if (setting.path(CONTAINER).asText().equals(container.path("name").textValue())) {
                ((ObjectNode) container).put(IMAGE, image(setting));
            }
        }
        applied.withObjectProperty("spec")
                .withObjectProperty("template")
                .withObjectProperty("spec")
                .set("containers", all);
    }

    private JsonNode find(ObjectNode live) {
        List<String> names = new ArrayList<>();
        JsonNode found = null;
        for (JsonNode container : list(live)) {
            names.add(container.path("name").asText());
            if (name == null || name.equals(container.path("name").textValue())) {
                found = container;
            }
        }
        if (found == null) {
            throw Subject.refused(subject + " has no container '" + name + "'; there are: " + String.join(", ", names));
        }
        if (name == null && names.size() > 1) {
            throw Subject.refused(subject + " has several containers; write which: container: '" + names.get(0)
                    + "'; there are: " + String.join(", ", names));
        }
        return found;
    }
}
