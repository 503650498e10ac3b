package jenkins.scm;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.User;
import java.util.Set;

/** A build that knows whose changes are in it. No build of the embedded controller does. */
public interface RunWithSCM<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> {
    /** Those who changed something since the last build that went well. */
    @NonNull
    Set<User> getCulprits();
}
