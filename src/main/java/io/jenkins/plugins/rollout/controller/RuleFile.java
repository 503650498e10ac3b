package io.jenkins.plugins.rollout.controller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import hudson.model.Describable;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.pipeline.AsData;
import io.jenkins.plugins.rollout.pipeline.TemplateDefinition;
import io.jenkins.plugins.rollout.policy.PolicyText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Policies, templates, calendars and freezes as one file, YAML or JSON; the embedded controller's configuration has the
 * same names. A list that the file does not have stays as it is; one that it has takes the place of the old one.
 */
final class RuleFile {
    /** No file of rules is larger. In characters. */
    static final int LARGEST = 1_000_000;

    private static final List<String> LISTS = List.of("policies", "templates", "calendars", "freezes");
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private final RolloutConfiguration configuration;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Runnable> changes = new ArrayList<>();

    private RuleFile(RolloutConfiguration configuration) {
        this.configuration = configuration;
    }

    /** All rules of the controller, as YAML. */
    static String write(RolloutConfiguration configuration) {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        ArrayNode policies = file.putArray("policies");
        configuration.getPolicies().forEach(policy -> policies.add(policy.toJson()));
        ArrayNode templates = file.putArray("templates");
        configuration.getTemplates().forEach(template -> templates.add(template.toJson()));
        describables(file.putArray("calendars"), configuration.getCalendars());
        describables(file.putArray("freezes"), configuration.getFreezes());
        try {
            return YAML.writeValueAsString(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rules that cannot be written", e);
        }
    }

    private static void describables(ArrayNode list, List<? extends Describable<?>> all) {
        for (Describable<?> each : all) {
            ObjectNode json = (ObjectNode) Definitions.toJson(each);
            json.remove(Definitions.CLASS);
            list.add(json);
        }
    }

    /**
     * Takes the place of the rules of the controller.
     *
     * @return the names of the lists that were in it
     * @throws IllegalArgumentException with all mistakes; nothing is changed then
     */
    static List<String> load(RolloutConfiguration configuration, String text) {
        return new RuleFile(configuration).load(text);
    }

    private List<String> load(String text) {
        JsonNode file = parse(text);
        for (Map.Entry<String, JsonNode> member : file.properties()) {
            if (!LISTS.contains(member.getKey())) {
                problems.add(Problem.of(member.getKey(), "is not known here; known are " + String.join(", ", LISTS)));
            }
        }
        read(file, "policies", PolicyConfiguration.class, configuration::setPolicies);
        PolicyText.readAll(file.path("policies"), "global", problems);
        templates(file);
        read(file, "calendars", CalendarConfiguration.class, configuration::setCalendars);
        read(file, "freezes", FreezeConfiguration.class, configuration::setFreezes);
        calendars(file);
        List<Problem> all = new ArrayList<>(new java.util.LinkedHashSet<>(problems));
        if (!all.isEmpty()) {
            throw new IllegalArgumentException(PlanRules.message(all));
        }
        changes.forEach(Runnable::run);
        return LISTS.stream().filter(file::has).toList();
    }

    private static JsonNode parse(String text) {
        if (text.length() > LARGEST) {
            throw new IllegalArgumentException("the file has more than " + LARGEST + " characters");
        }
        try {
            JsonNode file = YAML.readTree(text);
            if (file.isObject() && !file.isEmpty()) {
                return file;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "line " + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ": this is neither YAML nor"
                            + " JSON: " + e.getOriginalMessage(),
                    e);
        }
        throw new IllegalArgumentException("there are no rules in it; write one of " + String.join(", ", LISTS));
    }

    private <T extends Describable<?>> void read(
            JsonNode file, String list, Class<T> type, Consumer<List<T>> change) {
        if (file.has(list)) {
            boolean policies = type == PolicyConfiguration.class; // whose mistakes are found by their own reader
            List<T> all = AsData.readAll(list, type, file.get(list), policies ? new ArrayList<>() : problems);
            changes.add(() -> change.accept(all));
        }
    }

    private void templates(JsonNode file) {
        if (file.has("templates")) {
            List<TemplateDefinition> all = TemplateDefinition.readAll(file.get("templates"), problems);
            changes.add(() -> configuration.setTemplates(all));
        }
    }

    /** A calendar that nobody knows would be closed for ever. */
    private void calendars(JsonNode file) {
        var known = new HashSet<String>();
        if (file.has("calendars")) {
            file.get("calendars").forEach(calendar -> known.add(calendar.path("name").asText()));
        } else {
            configuration.getCalendars().forEach(calendar -> known.add(calendar.getName()));
        }
        Stream.of("policies", "templates").forEach(list -> {
            for (JsonNode each : file.path(list)) {
                for (JsonNode calendar : each.path("calendars")) {
                    if (!known.contains(calendar.asText())) {
                        problems.add(new Problem(
                                list.equals("policies") ? "policy '" + each.path("name").asText() + "'" : "template '" + each.path("name").asText() + "'",
                                "calendars",
                                "there is no calendar '" + calendar.asText() + "'"));
                    }
                }
            }
        });
    }
}
