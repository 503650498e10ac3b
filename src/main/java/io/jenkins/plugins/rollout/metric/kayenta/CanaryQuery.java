package io.jenkins.plugins.rollout.metric.kayenta;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds the text that a metrics store is asked, as Kayenta's service for it does. What cannot be asked by our sources
 * is refused.
 *
 * @param type as the config names it: {@code prometheus}, {@code newrelic}
 */
record CanaryQuery(String type, JsonNode query, Map<String, String> templates) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}:]+)(?::-([^}]*))?}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");
    private static final Pattern OWN_TIMES = Pattern.compile(
            "(?i)\\s*\\b(SINCE\\s+\\$\\{startEpochSeconds}|UNTIL\\s+\\$\\{endEpochSeconds}"
                    + "|TIMESERIES(\\s+(MAX|(\\$\\{step}|\\d+)\\s+seconds?))?)");

    static CanaryQuery of(JsonNode query, Map<String, String> templates) {
        return new CanaryQuery(text(query, "type") == null ? text(query, "serviceType") : text(query, "type"), query, templates);
    }

    /**
     * The text for one side.
     *
     * @throws IllegalArgumentException saying what cannot be asked, or what is missing
     */
    String of(CanaryScope scope) {
        if (text(query, "customFilter") != null) {
            throw new IllegalArgumentException("customFilter is not known any more; write customInlineTemplate instead");
        }
        return switch (type == null ? "" : type) {
            case "prometheus" -> prometheus(scope);
            case "graphite" -> required("metricName")
                    .replace("$scope", scope.scope())
                    .replace("$location", scope.location().isEmpty() ? "$location" : scope.location());
            case "datadog" -> {
                String custom = custom(scope);
                yield custom == null ? required("metricName") + "{" + scope.scope() + "}" : custom;
            }
            case "newrelic" -> newRelic(scope);
            case "influxdb" -> influxDb(scope);
            default -> throw new IllegalArgumentException("a query of type '" + type
                    + "' cannot be asked here; known are prometheus, graphite, datadog, newrelic and influxdb");
        };
    }

    private String prometheus(CanaryScope scope) {
        if (!query.path("groupByFields").isEmpty()) {
            throw new IllegalArgumentException(
                    "groupByFields gives several series, and here a metric has one; write a metric for each, with"
                            + " labelBindings");
        }
        String custom = custom(scope);
        if (custom != null && custom.startsWith("PromQL:")) {
            return custom.substring("PromQL:".length());
        }
        var filters = new ArrayList<String>();
        if (custom != null) {
            filters.add(custom);
        }
        query.path("labelBindings").forEach(binding -> filters.add(binding.asText()));
        if (custom == null) {
            filters.addAll(ofResource(scope));
        }
        return "avg(" + required("metricName") + "{" + String.join(",", filters) + "})";
    }

    private List<String> ofResource(CanaryScope scope) {
        String resource = text(query, "resourceType");
        resource = resource == null ? scope.parameters().get("resourceType") : resource;
        if (!"aws_ec2_instance".equals(resource) && !"gce_instance".equals(resource)) {
            throw new IllegalArgumentException(
                    (resource == null ? "there is no" : "'" + resource + "' is not a known")
                            + " resourceType, and no customInlineTemplate or customFilterTemplate either; write a template");
        }
        if (scope.location().isEmpty()) {
            throw new IllegalArgumentException("resourceType '" + resource + "' needs a location");
        }
        if (resource.equals("aws_ec2_instance")) {
            return List.of("asg_groupName=\"" + scope.scope() + "\"", "zone=~\"" + scope.location() + ".{1}\"");
        }
        String project = scope.parameters().get("project");
        return List.of(
                scope.parameters().getOrDefault("scopeLabel", "instance") + "=~\"" + scope.scope() + "-.{4}\"",
                "zone=~\".+/" + (project == null ? "" : "projects/" + project + "/") + "zones/" + scope.location()
                        + "-.{1}\"");
    }

    /** Its times are taken away: ours are those of the sample. */
    private String newRelic(CanaryScope scope) {
        String template = template();
        if (template != null) {
            return expanded(OWN_TIMES.matcher(template).replaceAll(""), scope);
        }
        String select = required("select").trim();
        var conditions = new ArrayList<String>();
        if (text(query, "q") != null) {
            conditions.add(text(query, "q"));
        }
        scope.parameters().forEach((name, value) -> {
            if (!name.startsWith("_")) {
                conditions.add(name + " LIKE '" + value + "'");
            }
        });
        String key = scope.parameters().get("_scope_key");
        if (key == null) {
            throw new IllegalArgumentException("needs the parameter _scope_key, the attribute that tells the sides apart");
        }
        conditions.add(key + " LIKE '" + scope.scope() + "'");
        if (scope.parameters().containsKey("_location_key") && !scope.location().isEmpty()) {
            conditions.add(scope.parameters().get("_location_key") + " LIKE '" + scope.location() + "'");
        }
        return (select.startsWith("SELECT") ? select : "SELECT " + select) + " WHERE " + String.join(" AND ", conditions);
    }

    /** Kayenta judges every point; here those of a step come down to their mean. */
    private String influxDb(CanaryScope scope) {
        String[] tag = scope.scope().split(":", 2);
        if (tag.length < 2) {
            throw new IllegalArgumentException(
                    "the scope '" + scope.scope() + "' has no tag; write name:value, version:{{version}} for example");
        }
        String where = tag[0] + " = '" + tag[1] + "'";
        String inline = text(query, "customInlineTemplate");
        if (inline != null) {
            return inline.replace("$\\{", "${")
                    .replace("${timeFilter}", "$timeFilter")
                    .replace("${scope}", where)
                    .replace("${step}", "$__interval");
        }
        JsonNode fields = query.path("fields");
        if (fields.size() != 1 || !NAME.matcher(fields.path(0).asText()).matches()) {
            throw new IllegalArgumentException("has " + fields.size()
                    + " fields, and one series is wanted; name one field, or write a customInlineTemplate");
        }
        return "SELECT mean(\"" + fields.path(0).asText() + "\") FROM \"" + required("metricName")
                + "\" WHERE $timeFilter AND " + where + " GROUP BY time($__interval)";
    }

    @CheckForNull
    private String custom(CanaryScope scope) {
        String template = template();
        return template == null ? null : expanded(template, scope);
    }

    @CheckForNull
    private String template() {
        String inline = text(query, "customInlineTemplate");
        if (inline != null) {
            return inline.replace("$\\{", "${");
        }
        String name = text(query, "customFilterTemplate");
        if (name == null) {
            return null;
        }
        if (!templates.containsKey(name)) {
            throw new IllegalArgumentException("customFilterTemplate '" + name + "' is not among the templates");
        }
        return templates.get(name).replace("$\\{", "${");
    }

    private String expanded(String template, CanaryScope scope) {
        var bindings = new LinkedHashMap<String, String>();
        if (text(query, "resourceType") != null) {
            bindings.put("resourceType", text(query, "resourceType"));
        }
        bindings.putAll(scope.bindings());
        return VARIABLE.matcher(template).replaceAll(variable -> {
            String value = bindings.getOrDefault(variable.group(1), variable.group(2));
            if (value == null) {
                throw new IllegalArgumentException("nothing says what ${" + variable.group(1)
                        + "} is; known are " + String.join(", ", bindings.keySet()) + "; write it into parameters");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private String required(String field) {
        String text = text(query, field);
        if (text == null) {
            throw new IllegalArgumentException("has no " + field);
        }
        return text;
    }

    @CheckForNull
    private static String text(JsonNode node, String field) {
        String text = node.path(field).asText("");
        return text.isEmpty() || node.path(field).isNull() ? null : text;
    }
}
