package io.jenkins.plugins.rollout.service;

import hudson.model.Cause;
import hudson.model.Run;
import hudson.model.User;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jenkins.scm.RunWithSCM;

/** Finds those who started a build or authored what is new in it: they do not approve their own work. */
public final class Concerned {
    private Concerned() {}

    /** Their ids. May read earlier builds from the disk. */
    public static Set<String> of(Run<?, ?> run) {
        var ids = new TreeSet<String>();
        collect(run.getCauses(), ids);
        if (run instanceof RunWithSCM<?, ?> changed) {
            for (User author : changed.getCulprits()) {
                ids.add(author.getId());
            }
        }
        return ids;
    }

    private static void collect(List<Cause> causes, Set<String> ids) {
        for (Cause cause : causes) {
            if (cause instanceof Cause.UserIdCause person && person.getUserId() != null) {
                ids.add(person.getUserId());
            } else if (cause instanceof Cause.UpstreamCause upstream) {
                collect(upstream.getUpstreamCauses(), ids);
            }
        }
    }
}
