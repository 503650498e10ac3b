package io.jenkins.plugins.rollout.controller.cli;

import hudson.Extension;
import hudson.cli.CLICommand;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.rollout.audit.AuditQuery;
import io.jenkins.plugins.rollout.audit.RolloutCheck;
import io.jenkins.plugins.rollout.audit.Verification;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import jenkins.model.Jenkins;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.CmdLineException;
import org.kohsuke.args4j.Option;

/** Checks that records are as they were written. */
@Extension
public final class RolloutVerify extends CLICommand {
    private static final int BAD = 1;
    private static final int UNKNOWN = 2;

    /** So many journals are compared with one reading of the audit trail. */
    private static final int AT_A_TIME = 500;

    @Argument(metaVar = "BUILD|ROLLOUT-ID", usage = "the build, as team/shop#12, or the rollout's id")
    public String name;

    @Option(name = "--all", usage = "every rollout of every build that you may read")
    public boolean all;

    @Option(name = "--audit", usage = "the audit trail of the controller; needs Rollout/Configure")
    public boolean audit;

    private int result;

    @Override
    public String getShortDescription() {
        return "Checks that the records of rollouts, and of the audit trail, are as they were written.";
    }

    @Override
    protected void printUsageSummary(PrintStream stderr) {
        stderr.println(getShortDescription());
        stderr.println("Ends with 0 when all are, with 1 when one is not, with 2 when something could not be checked.");
    }

    @Override
    protected int run() throws Exception {
        if (name == null && !all && !audit || name != null && all) {
            throw new CmdLineException(null, "name a BUILD or a ROLLOUT-ID, or write --all or --audit", null);
        }
        result = 0;
        if (audit) {
            Jenkins.get().checkPermission(RolloutPermissions.CONFIGURE);
            report("audit trail", RolloutService.get().audit().store().verify());
        }
        if (name != null) {
            one();
        }
        if (all) {
            every();
        }
        return result;
    }

    private void one() throws IOException {
        Chosen chosen;
        try {
            chosen = Chosen.of(name);
        } catch (IllegalArgumentException e) {
            stderr.println("ERROR: " + e.getMessage());
            unknown();
            return;
        }
        check(Map.of(chosen.id(), chosen.run()));
    }

    private void every() throws IOException {
        Map<String, Run<?, ?>> batch = new LinkedHashMap<>();
        for (Job<?, ?> job : Jenkins.get().allItems(Job.class)) { // those that the person may read
            for (Run<?, ?> run : job.getBuilds()) {
                if (Chosen.visible(run).isPresent()) {
                    RolloutService.ids(run).forEach(id -> batch.put(id, run));
                }
                if (batch.size() >= AT_A_TIME) {
                    check(batch);
                    batch.clear();
                }
            }
        }
        check(batch);
    }

    private void check(Map<String, Run<?, ?>> rollouts) throws IOException {
        Map<String, RolloutCheck> checks = new LinkedHashMap<>();
        rollouts.forEach((id, run) -> checks.put(id, new RolloutCheck(RolloutService.directory(run, id))));
        RolloutService.get().audit().store().read(AuditQuery.ALL, (line, bytes, from, to) -> {
            RolloutCheck check = checks.get(line.record().rollout());
            if (check != null) {
                check.told(line.record());
            }
        });
        checks.forEach((id, check) -> {
            try {
                report(id, check.verify());
            } catch (IOException e) {
                stderr.println("ERROR: " + id + ": " + Plain.text(String.valueOf(e.getMessage())));
                unknown();
            }
        });
    }

    /** What is bad weighs more. */
    private void unknown() {
        result = result == BAD ? BAD : UNKNOWN;
    }

    private void report(String what, Verification verification) {
        if (verification.ok()) {
            stdout.println(what + ": ok, " + verification.records() + " records");
        } else {
            stdout.println(what + ": BAD, " + Plain.text(verification.firstBad().toString()));
            result = BAD;
        }
    }
}
