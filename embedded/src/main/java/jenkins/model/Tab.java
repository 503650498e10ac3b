package jenkins.model;

import hudson.model.Action;
import hudson.model.Actionable;

/** An action shown as a tab of a build's or job's page. */
public abstract class Tab implements Action, Badgeable {
    protected transient Actionable object;

    public Tab(Actionable object) {
        this.object = object;
    }

    public Actionable getObject() {
        return object;
    }

    @Override
    public String getIconFileName() {
        return null;
    }
}
