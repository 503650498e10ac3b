package io.jenkins.plugins.rollout.target.flag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One flag in one environment of Unleash, and what a rollout makes of it. What must be remembered stands in the titles of
 * the rollout's own strategies: {@code Phased Rollout shop-12-1: everyone (was off; one two)}. Strategies of others are never
 * touched.
 */
final class UnleashFlag {
    private static final Pattern TITLE =
            Pattern.compile("Phased Rollout (?<rollout>\\S+): (?<about>.*) \\(was (?<was>on|off); (?<operations>[^()]*)\\)");
    private static final int MOST_OPERATIONS = 20;

    private final UnleashApi api;
    private final UnleashStrategies strategies;
    private final FlagCall call;

    /** A strategy of the rollout, as Unleash has it. */
    private record Mine(String id, String about, boolean wasOn, List<String> operations, JsonNode strategy) {}

    UnleashFlag(UnleashApi api, UnleashStrategies strategies, FlagCall call) {
        this.api = api;
        this.strategies = strategies;
        this.call = call;
    }

    TargetAnswer give() {
        JsonNode environment = api.environment();
        List<Mine> mine = mine(environment);
        List<String> operations = operations(mine);
        int place = operations.indexOf(call.operation());
        if (place >= 0 && place < operations.size() - 1) {
            return TargetAnswer.done("done before");
        }
        boolean on = environment.path("enabled").asBoolean();
        boolean wasOn = mine.isEmpty() ? on : mine.get(0).wasOn();
        if (mine.isEmpty()) {
            checkOthers(environment, on);
        }
        Map<String, ObjectNode> wanted = wanted();
        checkFields(wanted);
        if (place < 0) {
            operations.add(call.operation());
        }
        Map<String, Mine> known = new LinkedHashMap<>();
        mine.forEach(one -> known.putIfAbsent(one.about(), one));
        wanted.forEach((about, strategy) -> put(strategy.put("title", title(about, wasOn, operations)), known.get(about)));
        mine.stream()
                .filter(one -> !wanted.containsKey(one.about()) || known.get(one.about()) != one)
                .forEach(one -> api.remove(one.id()));
        if (!on) {
            api.turn(true);
        }
        return TargetAnswer.done("flag '" + call.flag() + "' is given to " + String.join(", ", wanted.keySet()));
    }

    /** Unleash takes constraints on what it knows of only. */
    private void checkFields(Map<String, ObjectNode> wanted) {
        Set<String> needed = new TreeSet<>();
        wanted.values()
                .forEach(strategy -> strategy.path("constraints")
                        .forEach(constraint -> needed.add(constraint.path("contextName").asText())));
        if (!needed.isEmpty()) {
            needed.removeAll(api.contextFields());
        }
        if (!needed.isEmpty()) {
            throw new IllegalArgumentException(api.name() + " has no context field " + String.join(", ", needed)
                    + "; define it there, under Configure, Context fields");
        }
    }

    private void put(ObjectNode strategy, Mine there) {
        if (there == null) {
            api.add(strategy);
        } else if (!UnleashStrategies.says(there.strategy(), strategy)) {
            api.change(there.id(), strategy);
        }
    }

    private Map<String, ObjectNode> wanted() {
        boolean named = call.reach().audiences().stream().anyMatch(audience -> !audience.isDefined());
        return strategies.of(call.reach(), named ? api.segments() : Map.of(), call.variant());
    }

    /** What others have there must neither be turned on by the rollout nor make it pointless. */
    private void checkOthers(JsonNode environment, boolean on) {
        List<JsonNode> others = others(environment);
        if (on && (others.isEmpty() || others.stream().anyMatch(UnleashFlag::isForEverybody))) {
            throw new IllegalArgumentException(api.name() + ": flag '" + call.flag() + "' is on for everybody already; turn it"
                    + " off there first, or name a flag by version, as in flag: 'checkout-{{version}}'");
        }
        if (!on && !others.isEmpty()) {
            throw new IllegalArgumentException(api.name() + ": flag '" + call.flag() + "' is off and has strategies of others,"
                    + " which would work again when it is turned on; disable or remove them there");
        }
    }

    private static boolean isForEverybody(JsonNode strategy) {
        boolean free = strategy.path("constraints").isEmpty() && strategy.path("segments").isEmpty();
        String rollout = strategy.path("parameters").path("rollout").asText("");
        return free
                && (strategy.path("name").asText().equals("default")
                        || strategy.path("name").asText().equals("flexibleRollout") && rollout.equals("100"));
    }

    TargetAnswer takeBack() {
        JsonNode environment = api.environment();
        List<Mine> mine = mine(environment);
        if (mine.isEmpty()) {
            return TargetAnswer.done("nothing of this rollout is in flag '" + call.flag() + "'");
        }
        // without any strategy a flag that is on is on for everybody: it goes off before the last one goes
        boolean off = !mine.get(0).wasOn() || others(environment).isEmpty();
        if (off && environment.path("enabled").asBoolean()) {
            api.turn(false);
        }
        mine.forEach(one -> api.remove(one.id()));
        return TargetAnswer.done("flag '" + call.flag() + "' is " + (off ? "off" : "as it was before"));
    }

    Observation observe(boolean undo) {
        JsonNode environment = api.environment();
        List<Mine> mine = mine(environment);
        if (undo) {
            return mine.isEmpty()
                    ? Observation.done("nothing of this rollout is in flag '" + call.flag() + "'")
                    : Observation.unknown("flag '" + call.flag() + "' still has strategies of this rollout");
        }
        List<String> operations = operations(mine);
        int place = operations.indexOf(call.operation());
        if (place < 0) {
            return Observation.unknown("flag '" + call.flag() + "' does not know this operation");
        }
        if (place < operations.size() - 1) {
            return Observation.done("done, and a later one since");
        }
        return isAsWanted(environment, mine)
                ? Observation.done("flag '" + call.flag() + "' is as it was left")
                : Observation.changed("somebody changed flag '" + call.flag() + "' in Unleash");
    }

    private boolean isAsWanted(JsonNode environment, List<Mine> mine) {
        Map<String, ObjectNode> wanted = wanted();
        return environment.path("enabled").asBoolean()
                && mine.size() == wanted.size()
                && mine.stream().allMatch(one -> wanted.containsKey(one.about())
                        && !one.strategy().path("disabled").asBoolean()
                        && UnleashStrategies.says(one.strategy(), wanted.get(one.about())));
    }

    /** Enabled strategies that are not of this rollout. */
    private List<JsonNode> others(JsonNode environment) {
        List<JsonNode> others = new ArrayList<>();
        environment.path("strategies").forEach(strategy -> {
            if (one(strategy).isEmpty() && !strategy.path("disabled").asBoolean()) {
                others.add(strategy);
            }
        });
        return others;
    }

    private List<Mine> mine(JsonNode environment) {
        List<Mine> mine = new ArrayList<>();
        environment.path("strategies").forEach(strategy -> one(strategy).ifPresent(mine::add));
        return mine;
    }

    private Optional<Mine> one(JsonNode strategy) {
        Matcher title = TITLE.matcher(strategy.path("title").asText(""));
        if (!title.matches() || !title.group("rollout").equals(call.rolloutMark())) {
            return Optional.empty();
        }
        return Optional.of(new Mine(
                strategy.path("id").asText(),
                title.group("about"),
                title.group("was").equals("on"),
                List.of(title.group("operations").split(" ")),
                strategy));
    }

    /** The longest memory: a kill in the middle leaves some strategies behind. */
    private static List<String> operations(List<Mine> mine) {
        List<String> operations = new ArrayList<>();
        for (Mine one : mine) {
            if (one.operations().size() > operations.size()) {
                operations = new ArrayList<>(one.operations());
            }
        }
        return operations;
    }

    private String title(String about, boolean wasOn, List<String> operations) {
        List<String> kept = operations.subList(Math.max(0, operations.size() - MOST_OPERATIONS), operations.size());
        return "Phased Rollout " + call.rolloutMark() + ": " + about + " (was " + (wasOn ? "on" : "off") + "; "
                + String.join(" ", kept) + ")";
    }
}
