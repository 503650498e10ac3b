package io.jenkins.plugins.rollout.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Says yes for people, as a script of theirs would: it looks at the rollout with each person's eyes, and sends the
 * digest of what it saw. One yes at a time, with a breath in between, so that those who watch can follow.
 */
final class AutoApprover implements AutoCloseable {
    private static final long BREATH_MILLIS = 1_000;

    private final List<Visitor> people;
    private final String rollout;
    private final Consumer<String> console;
    private String complaint = "";
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "auto-approver");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param rollout its path below the controller, with a slash at the end
     * @param console is told each yes, and each refusal
     */
    AutoApprover(List<Visitor> people, String rollout, Consumer<String> console) {
        this.people = people;
        this.rollout = rollout;
        this.console = console;
    }

    void start() {
        timer.scheduleWithFixedDelay(this::lookAndTell, BREATH_MILLIS, BREATH_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void lookAndTell() {
        try {
            look();
            complaint = "";
        } catch (IOException e) {
            complain("could not look at the rollout: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says the same once, not each second. */
    private void complain(String what) {
        if (!what.equals(complaint)) {
            complaint = what;
            console.accept(what);
        }
    }

    /** Lets the first person approve who may. */
    void look() throws IOException, InterruptedException {
        for (Visitor person : people) {
            Optional<JsonNode> asking = asking(person);
            if (asking.isPresent()) {
                approve(person, asking.get());
                return;
            }
        }
    }

    /** The phase that waits for this person. */
    private Optional<JsonNode> asking(Visitor person) throws IOException, InterruptedException {
        JsonNode state = person.get(rollout + "state");
        if (elements(state.path("may")).noneMatch(action -> action.asText().equals("approve"))) {
            return Optional.empty();
        }
        return elements(state.path("phases"))
                .filter(phase -> approval(phase).path("requested").asBoolean())
                .filter(phase -> elements(approval(phase).path("given"))
                        .noneMatch(yes -> yes.path("by").asText().equals(person.name())))
                .findFirst();
    }

    private void approve(Visitor person, JsonNode phase) throws IOException, InterruptedException {
        JsonNode yes = JsonNodeFactory.instance
                .objectNode()
                .put("evidence", approval(phase).path("evidence").asText())
                .put("comment", "approved by the demo itself");
        HttpResponse<String> answer = person.post(rollout + "approve", yes);
        String what = person.name() + " approves " + phase.path("name").asText();
        boolean counted = answer.statusCode() == 200;
        console.accept(counted ? what : what + ": refused with " + answer.statusCode() + " " + answer.body());
    }

    private static JsonNode approval(JsonNode phase) {
        return phase.path("gate").path("approval");
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
