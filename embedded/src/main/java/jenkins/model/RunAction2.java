package jenkins.model;

import hudson.model.Action;
import hudson.model.Run;

/** An action that wants to know its build. */
public interface RunAction2 extends Action {
    /** When it was added for the first time. */
    void onAttached(Run<?, ?> r);

    /** When it came back with its build from disk. */
    void onLoad(Run<?, ?> r);
}
