package io.jenkins.plugins.rollout.controller;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import jenkins.model.Jenkins;

/**
 * Notes with credentials which builds used them, and which jobs in backtests, as their own page shows it. Once for a
 * build, not at each sample: the note is a file.
 */
final class CredentialsUse {
    private static final int REMEMBERED = 1000;
    private static final String BACKTEST = "backtest of ";

    /** What was noted last. Who falls out is noted again, which changes nothing but takes a write. */
    private static final Set<String> NOTED = Collections.synchronizedSet(Collections.newSetFromMap(new LastUses()));

    private CredentialsUse() {}

    private static final class LastUses extends LinkedHashMap<String, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }

    /** Under which a backtest for a job asks; no rollout is called so. */
    static String backtestOf(Item job) {
        return BACKTEST + job.getFullName();
    }

    /** Notes it soon, away from the caller's thread. */
    static void note(ServerConfiguration server, String rollout) {
        server.allCredentials().forEach(credentials -> {
            if (NOTED.add(rollout + ' ' + credentials.id())) {
                RolloutService.get().background().execute(() -> write(credentials, rollout));
            }
        });
    }

    private static void write(ServerCredentials credentials, String rollout) {
        // finding the build is the controller's own business
        try (ACLContext asController = ACL.as2(ACL.SYSTEM2)) {
            credentials.find().ifPresent(found -> {
                if (rollout.startsWith(BACKTEST)) {
                    Item job = Jenkins.get().getItemByFullName(rollout.substring(BACKTEST.length()));
                    if (job != null) {
                        CredentialsProvider.track(job, found);
                    }
                } else {
                    RolloutService.get().build(rollout).ifPresent(run -> CredentialsProvider.track(run, found));
                }
            });
        }
    }
}
