package io.jenkins.plugins.rollout.target.flag;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.audience.Position;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.target.Observation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One flag in a file of flagd, and what a rollout makes of it. What it was before stands in the flag's own metadata, where
 * it survives a controller, until the rollout is taken back or another one begins. Everything else in the file stays as it is.
 */
final class FlagdFlag {
    static final String MARK = "phased-rollout";

    private static final BigDecimal ALL = BigDecimal.valueOf(100);
    private static final int MOST_OPERATIONS = 50;
    private static final int MOST_NAMES = 10;
    private static final String DEFAULT = "defaultVariant";
    private static final String TARGETING = "targeting";
    private static final String METADATA = "metadata";

    private static final ObjectMapper JSON = new ObjectMapper()
            .setNodeFactory(FlagdTargeting.NODES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * What to do with a file.
     *
     * @param text of the whole file; empty when it stays as it is
     * @param message for people
     */
    record Edit(Optional<String> text, String message) {}

    private final ObjectNode root;
    private final ObjectNode flag;
    private final FlagCall call;
    private final String position;

    private FlagdFlag(ObjectNode root, ObjectNode flag, FlagCall call, String position) {
        this.root = root;
        this.flag = flag;
        this.call = call;
        this.position = position;
    }

    /**
     * Finds the flag of a call in a file.
     *
     * @param position the attribute that carries positions; null for none
     * @throws IllegalArgumentException when the file is not flagd's
     */
    private static Optional<FlagdFlag> find(String text, FlagCall call, String position) {
        ObjectNode root = read(text);
        return root.path("flags").path(call.flag()) instanceof ObjectNode flag
                ? Optional.of(new FlagdFlag(root, flag, call, position))
                : Optional.empty();
    }

    private static ObjectNode read(String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode root && root.path("flags").isObject()) {
                return root;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("flagd's file is not JSON, at line " + e.getLocation().getLineNr(), e);
        }
        throw new IllegalArgumentException("flagd's file has no object 'flags' in it");
    }

    /** Gives the variant to those whom the call reaches. */
    static Edit give(String text, FlagCall call, String position) {
        FlagdFlag flag = find(text, call, position).orElseThrow(() -> unknown(text, call));
        return flag.give();
    }

    private static IllegalArgumentException unknown(String text, FlagCall call) {
        List<String> names = new ArrayList<>();
        read(text).path("flags").fieldNames().forEachRemaining(names::add);
        String known = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
        return new IllegalArgumentException("there is no flag '" + call.flag() + "' in flagd's file; "
                + (names.isEmpty() ? "it has none" : "there are " + known + (names.size() > MOST_NAMES ? " …" : "")));
    }

    private Edit give() {
        if (!flag.path("variants").has(call.variant())) {
            List<String> names = new ArrayList<>();
            flag.path("variants").fieldNames().forEachRemaining(names::add);
            throw refused("has no variant '" + call.variant() + "'; it has " + String.join(", ", names));
        }
        if (!"ENABLED".equals(flag.path("state").asText())) {
            throw refused("is not enabled; everybody gets the value that the application's code says");
        }
        call.reach().audiences().stream()
                .filter(audience -> !audience.isDefined() && !root.path("$evaluators").has(audience.name()))
                .findFirst()
                .ifPresent(audience -> {
                    throw new IllegalArgumentException("there is no audience '" + audience.name() + "' and no evaluator of"
                            + " that name in flagd's file; define one of them");
                });
        Optional<ObjectNode> mark = mark();
        boolean mine = mark.filter(this::isMine).isPresent();
        List<String> operations = mine ? operations(mark.get()) : new ArrayList<>();
        int place = operations.indexOf(call.operation());
        if (place >= 0 && place < operations.size() - 1) {
            return new Edit(Optional.empty(), "done before");
        }
        ObjectNode before = mine || mark.filter(this::isOfSameVariant).isPresent() && !reachesAll()
                ? (ObjectNode) mark.get().path("before")
                : now();
        if (call.variant().equals(before.path(DEFAULT).asText())) {
            throw refused("gives '" + call.variant() + "' to everybody already whom no rule excludes; turn it off first, or"
                    + " name a variant by version, as in variant: '{{version}}'");
        }
        ObjectNode was = flag.deepCopy();
        if (place < 0) {
            operations.add(call.operation());
        }
        write(before, operations);
        String who = describe();
        return same(flag, was) ? new Edit(Optional.empty(), who) : new Edit(Optional.of(text()), who);
    }

    private void write(ObjectNode before, List<String> operations) {
        apply(before);
        ObjectNode mark = JSON.createObjectNode();
        mark.put("rollout", call.rollout());
        mark.put("variant", call.variant());
        mark.put("version", call.call().situation().version());
        var kept = operations.subList(Math.max(0, operations.size() - MOST_OPERATIONS), operations.size());
        kept.forEach(mark.withArray("operations")::add);
        mark.set("before", before);
        ObjectNode metadata = flag.path(METADATA) instanceof ObjectNode known ? known : flag.putObject(METADATA);
        metadata.put(MARK, mark.toString()); // a text: flagd's metadata is flat
    }

    /** Makes default and targeting what the call wants, over what was there before. */
    private void apply(ObjectNode before) {
        if (everybody()) {
            flag.put(DEFAULT, call.variant());
            flag.remove(TARGETING);
            return;
        }
        restore(before);
        ObjectNode condition = new FlagdTargeting(call.salt(), position).of(call.reach());
        JsonNode others = before.path(TARGETING);
        boolean none = others.isMissingNode() || others.isNull() || others.isEmpty();
        JsonNode variant = JSON.getNodeFactory().textNode(call.variant());
        flag.set(
                TARGETING,
                none
                        ? FlagdTargeting.operation("if", condition, variant)
                        : FlagdTargeting.operation("if", condition, variant, others));
    }

    private boolean everybody() {
        BigDecimal exposure = call.reach().exposure();
        return exposure != null && exposure.compareTo(ALL) >= 0;
    }

    private boolean reachesAll() {
        return call.variant().equals(flag.path(DEFAULT).asText());
    }

    private ObjectNode now() {
        ObjectNode now = JSON.createObjectNode();
        for (String field : List.of(DEFAULT, TARGETING)) {
            if (flag.has(field)) {
                now.set(field, flag.get(field));
            }
        }
        return now.deepCopy();
    }

    private void restore(ObjectNode before) {
        for (String field : List.of(DEFAULT, TARGETING)) {
            if (before.has(field)) {
                flag.set(field, before.get(field).deepCopy());
            } else {
                flag.remove(field);
            }
        }
    }

    /** Puts the flag back to what it was before the rollout. */
    static Edit takeBack(String text, FlagCall call) {
        Optional<FlagdFlag> found = find(text, call, null);
        Optional<ObjectNode> mark = found.flatMap(FlagdFlag::mark).filter(known -> found.get().isMine(known));
        if (mark.isEmpty()) {
            return new Edit(Optional.empty(), "nothing of this rollout is in flag '" + call.flag() + "'");
        }
        return found.get().takeBack(mark.get());
    }

    private Edit takeBack(ObjectNode mark) {
        restore((ObjectNode) mark.path("before"));
        ObjectNode metadata = (ObjectNode) flag.path(METADATA);
        metadata.remove(MARK);
        if (metadata.isEmpty()) {
            flag.remove(METADATA);
        }
        return new Edit(Optional.of(text()), "flag '" + call.flag() + "' is as it was before");
    }

    /** What became of an operation. */
    static Observation observe(String text, FlagCall call, boolean undo, String position) {
        Optional<FlagdFlag> found = find(text, call, position);
        Optional<ObjectNode> mark = found.flatMap(FlagdFlag::mark).filter(known -> found.get().isMine(known));
        if (undo) {
            return mark.isEmpty()
                    ? Observation.done("nothing of this rollout is in flag '" + call.flag() + "'")
                    : Observation.unknown("flag '" + call.flag() + "' still has what this rollout made of it");
        }
        return mark.isEmpty()
                ? Observation.unknown("flag '" + call.flag() + "' has nothing of this rollout")
                : found.get().observe(mark.get());
    }

    private Observation observe(ObjectNode mark) {
        List<String> operations = operations(mark);
        int place = operations.indexOf(call.operation());
        if (place < 0) {
            return Observation.unknown("flag '" + call.flag() + "' does not know this operation");
        }
        if (place < operations.size() - 1) {
            return Observation.done("done, and a later one since");
        }
        ObjectNode wanted = flag.deepCopy();
        new FlagdFlag(root, wanted, call, position).apply((ObjectNode) mark.path("before"));
        return "ENABLED".equals(flag.path("state").asText()) && same(wanted, flag)
                ? Observation.done(describe())
                : Observation.changed("somebody changed flag '" + call.flag() + "' in flagd's file");
    }

    /** Whether they read the same, whatever the order and the kinds of numbers they are made of. */
    private static boolean same(JsonNode one, JsonNode other) {
        try {
            return JSON.readTree(one.toString()).equals(JSON.readTree(other.toString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be read again", e);
        }
    }

    private String describe() {
        String exposure = call.reach().exposure() == null
                ? ""
                : call.reach().exposure().stripTrailingZeros().toPlainString() + " % of everyone";
        List<String> names =
                call.reach().audiences().stream().map(Audience::name).toList();
        String audiences = names.isEmpty() ? "" : "audience " + String.join(", ", names);
        String who = exposure.isEmpty() || audiences.isEmpty() ? exposure + audiences : exposure + " and " + audiences;
        return "flag '" + call.flag() + "' gives '" + call.variant() + "' to " + (who.isEmpty() ? "nobody" : who);
    }

    private Optional<ObjectNode> mark() {
        String written = flag.path(METADATA).path(MARK).asText("");
        if (written.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (JSON.readTree(written) instanceof ObjectNode mark && mark.path("before").isObject()) {
                return Optional.of(mark);
            }
        } catch (JsonProcessingException e) {
            throw refused("has metadata '" + MARK + "' that cannot be read; somebody changed it", e);
        }
        throw refused("has metadata '" + MARK + "' without what was before; somebody changed it");
    }

    private boolean isMine(ObjectNode mark) {
        return call.rollout().equals(mark.path("rollout").asText());
    }

    private boolean isOfSameVariant(ObjectNode mark) {
        return call.variant().equals(mark.path("variant").asText());
    }

    private static List<String> operations(ObjectNode mark) {
        List<String> operations = new ArrayList<>();
        mark.path("operations").forEach(each -> operations.add(each.asText()));
        return operations;
    }

    private IllegalArgumentException refused(String what) {
        return new IllegalArgumentException("flag '" + call.flag() + "' " + what);
    }

    private IllegalArgumentException refused(String what, Exception cause) {
        return new IllegalArgumentException("flag '" + call.flag() + "' " + what, cause);
    }

    private String text() {
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    /** The smallest share that its weights can tell apart. */
    static BigDecimal finest() {
        return BigDecimal.ONE.movePointLeft(Position.DECIMALS);
    }
}
