package io.jenkins.plugins.rollout.embedded.cps;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything of a program that is saved: its threads with their continuations, the steps they wait for, the script. */
final class ProgramState implements Serializable {
    private static final long serialVersionUID = 1L;

    final Map<Integer, ProgramThread> threads = new LinkedHashMap<>();

    /** What the script set with {@code env.NAME = value}. */
    final LinkedHashMap<String, String> environment = new LinkedHashMap<>();

    ProgramScript script;
    private int lastThread;
    private int lastStep;

    int nextThread() {
        return ++lastThread;
    }

    int nextStep() {
        return ++lastStep;
    }

    /** Steps that have not ended, outer before inner. */
    List<StepCall> waiting() {
        List<StepCall> calls = new ArrayList<>();
        for (ProgramThread t : threads.values()) {
            if (t.waitingFor != null) {
                calls.add(t.waitingFor);
            }
        }
        return calls;
    }
}
