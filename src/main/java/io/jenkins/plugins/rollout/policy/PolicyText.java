package io.jenkins.plugins.rollout.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Policies as administrators write them, in forms and files: {@code {name: production, environments: production,
 * minQuorum: 2, minBake: 30m}}. The names are those of {@link Policy}.
 */
public final class PolicyText {
    private static final String[] FIELDS = {
        "name", "applications", "environments", "phases", "maxFirstExposure", "minBake", "criteria", "minQuorum", "groups",
        "selfApproval", "automatic", "sources", "targets", "servers", "calendars", "hotfix", "retention"
    };

    private PolicyText() {}

    /**
     * Reads one policy.
     *
     * @param place who set it: {@code global} or {@code folder 'team/shop'}
     * @param problems gets all mistakes; with one of them the policy is not to be used
     * @return empty when there were mistakes
     */
    public static Optional<Policy> read(JsonNode written, String place, List<Problem> problems) {
        int before = problems.size();
        String name = written.path("name").asText("").trim();
        String where = name.isEmpty() ? "a policy" : "policy '" + name + "'";
        var fields = new WrittenFields(written, where, problems).only(FIELDS);
        if (name.isEmpty()) {
            fields.wrong("name", "is missing; refusals say it");
        }
        var policy = new Policy(
                name,
                place,
                fields.text("applications"),
                fields.text("environments"),
                fields.names("phases"),
                fields.percent("maxFirstExposure"),
                fields.duration("minBake"),
                fields.names("criteria"),
                fields.count("minQuorum", 0),
                fields.names("groups"),
                fields.truth("selfApproval").orElse(null),
                fields.truth("automatic").orElse(null),
                fields.names("sources"),
                fields.names("targets"),
                fields.names("servers"),
                fields.names("calendars"),
                hotfix(fields),
                fields.duration("retention"));
        return problems.size() == before ? Optional.of(policy) : Optional.empty();
    }

    private static Policy.Hotfix hotfix(WrittenFields fields) {
        if (!fields.has("hotfix")) {
            return null;
        }
        WrittenFields hotfix = fields.within("hotfix").only("from", "quorum");
        return new Policy.Hotfix(hotfix.names("from"), hotfix.count("quorum", 1));
    }

    /**
     * Reads a list of policies; a name that stands twice is a mistake, for nobody would know which one a refusal means.
     *
     * @param written a list; nothing at all is an empty one
     */
    public static List<Policy> readAll(JsonNode written, String place, List<Problem> problems) {
        var policies = new ArrayList<Policy>();
        if (written.isMissingNode() || written.isNull()) {
            return policies;
        }
        if (!written.isArray()) {
            problems.add(Problem.of("policies", "is not a list; write '- name: …' for each policy"));
            return policies;
        }
        Set<String> names = new HashSet<>();
        for (JsonNode each : written) {
            read(each, place, problems).ifPresent(policy -> {
                if (!names.add(policy.name())) {
                    problems.add(new Problem("policy '" + policy.name() + "'", "name", "is used twice"));
                }
                policies.add(policy);
            });
        }
        return policies;
    }
}
