package io.jenkins.plugins.rollout.feedback;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who of a list of testers has signed off. Each person counts once: somebody who is named and in a group that is named
 * too fills one of the two, so that the list is complete as soon as it can be.
 */
public final class SignOffs {
    /** Before the name of a tester that signs off by the step. */
    public static final String PIPELINE = "pipeline:";

    private final List<String> testers;
    private final Integer minimum;
    private final List<Response> yes = new ArrayList<>();
    private final List<Response> no = new ArrayList<>();
    private final int[] filledBy;

    /**
     * @param minimum how many different people; null for one for each entry
     * @param responses about the phase
     */
    SignOffs(List<String> testers, Integer minimum, List<Response> responses) {
        this.testers = testers;
        this.minimum = minimum;
        for (Response response : responses) {
            if (response.signOff() != null && testers.stream().anyMatch(tester -> fills(response, tester))) {
                (response.signOff().ok() ? yes : no).add(response);
            }
        }
        filledBy = new int[testers.size()];
        Arrays.fill(filledBy, -1);
        for (int person = 0; person < yes.size(); person++) {
            seat(person, new boolean[testers.size()]);
        }
    }

    /** A maximum matching by augmenting paths. */
    private boolean seat(int person, boolean[] tried) {
        for (int entry = 0; entry < filledBy.length; entry++) {
            if (!tried[entry] && fills(yes.get(person), testers.get(entry))) {
                tried[entry] = true;
                if (filledBy[entry] < 0 || seat(filledBy[entry], tried)) {
                    filledBy[entry] = person;
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean fills(Response response, String tester) {
        if (response.person() == null) {
            return false;
        }
        return switch (response.source()) {
            case PERSON -> tester.equals(response.person().id()) || response.signOff().as().contains(tester);
            case PIPELINE -> tester.equals(PIPELINE + response.person().id());
            case IMPORT -> false;
        };
    }

    /** The names of a list that a person answers to. */
    static List<String> as(List<String> testers, String id, java.util.Set<String> groups) {
        return testers.stream().filter(name -> name.equals(id) || groups.contains(name)).toList();
    }

    /** How many it takes. */
    public int wanted() {
        return minimum == null ? testers.size() : minimum;
    }

    /** How many count so far. */
    public int signed() {
        return minimum == null ? (int) Arrays.stream(filledBy).filter(person -> person >= 0).count() : yes.size();
    }

    public boolean complete() {
        return signed() >= wanted();
    }

    /** Those who said that it is not ok. */
    public List<Response> refusals() {
        return List.copyOf(no);
    }

    /** Those who signed off. */
    public List<Response> given() {
        return List.copyOf(yes);
    }

    /** Names of the list that nobody has answered for; none when it is complete. */
    public List<String> missing() {
        var missing = new ArrayList<String>();
        for (int entry = 0; entry < filledBy.length && !complete(); entry++) {
            String tester = testers.get(entry);
            if (filledBy[entry] < 0 && no.stream().noneMatch(response -> fills(response, tester))) {
                missing.add(tester);
            }
        }
        return missing;
    }

    /** {@code 1 of 2 testers signed off; 1 missing}: no names. */
    public String words() {
        String signed = Math.min(signed(), wanted()) + " of " + wanted() + (wanted() == 1 ? " tester" : " testers")
                + " signed off";
        if (!no.isEmpty()) {
            return signed + "; " + no.size() + (no.size() == 1 ? " says" : " say") + " that it is not ok";
        }
        return complete() ? signed : signed + "; " + (wanted() - signed()) + " missing";
    }
}
