package org.jenkinsci.plugins.workflow.flow;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All running programs. */
public class FlowExecutionList implements Iterable<FlowExecution> {
    private static final FlowExecutionList ALL = new FlowExecutionList();

    private final List<FlowExecution> running = new CopyOnWriteArrayList<>();

    public static FlowExecutionList get() {
        return ALL;
    }

    public void register(FlowExecution execution) {
        running.add(execution);
    }

    public void unregister(FlowExecution execution) {
        running.remove(execution);
    }

    /** For a controller that goes away. */
    public void clear() {
        running.clear();
    }

    @Override
    public Iterator<FlowExecution> iterator() {
        return running.iterator();
    }
}
