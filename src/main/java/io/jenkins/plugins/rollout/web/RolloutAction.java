package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.rollout.engine.RolloutEngine;
import io.jenkins.plugins.rollout.engine.RolloutIds;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.policy.Quorum;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.management.Badge;
import jenkins.model.RunAction2;
import jenkins.model.Tab;
import org.kohsuke.stapler.StaplerProxy;

/**
 * The rollouts of a build: the link in its side panel, and their pages. {@code build.xml} keeps their ids and nothing
 * else; everything else is in their journals.
 */
public final class RolloutAction extends Tab implements RunAction2, StaplerProxy {
    static final String URL = "rollout";
    private static final Logger LOGGER = Logger.getLogger(RolloutAction.class.getName());

    private final List<String> rollouts = new ArrayList<>();
    private transient Run<?, ?> run;

    private RolloutAction(Run<?, ?> run) {
        super(run);
        this.run = run;
    }

    /**
     * Puts a rollout under a build, once. Writes {@code build.xml}.
     *
     * @param id a valid id, see {@link io.jenkins.plugins.rollout.engine.RolloutIds}
     */
    public static void attach(Run<?, ?> run, String id) throws IOException {
        synchronized (run) {
            RolloutAction action = run.getAction(RolloutAction.class);
            if (action == null) {
                action = new RolloutAction(run);
                action.add(id);
                run.addAction(action);
            } else if (!action.add(id)) {
                return;
            }
            run.save();
        }
    }

    private boolean add(String id) {
        synchronized (rollouts) {
            return !rollouts.contains(id) && rollouts.add(id);
        }
    }

    /** Ids of the rollouts, oldest first. */
    public List<String> getRollouts() {
        synchronized (rollouts) {
            return List.copyOf(rollouts);
        }
    }

    @Override
    public void onAttached(Run<?, ?> attached) {
        onLoad(attached);
    }

    @Override
    public void onLoad(Run<?, ?> loaded) {
        synchronized (rollouts) {
            rollouts.removeIf(id -> !RolloutIds.valid(id)); // they become parts of paths and URLs
        }
        run = loaded;
        object = loaded;
    }

    /** No link for those who may not look. */
    @Override
    @CheckForNull
    public String getIconFileName() {
        return run.hasPermission(RolloutPermissions.VIEW) ? "symbol-rollout plugin-phased-rollout" : null;
    }

    @Override
    public String getDisplayName() {
        return getRollouts().size() > 1 ? "Rollouts" : "Rollout";
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    /** How many approvals wait; none when none does. */
    @Override
    @CheckForNull
    public Badge getBadge() {
        long waiting = run.hasPermission(RolloutPermissions.VIEW) ? approvalsWaiting() : 0;
        return waiting == 0
                ? null
                : new Badge(
                        Long.toString(waiting),
                        waiting == 1 ? "1 approval waits" : waiting + " approvals wait",
                        Badge.Severity.WARNING);
    }

    private long approvalsWaiting() {
        try {
            RolloutEngine engine = RolloutService.get().engine();
            return getRollouts().stream()
                    .filter(id -> engine.state(id).filter(RolloutAction::asks).isPresent())
                    .count();
        } catch (IllegalStateException e) {
            LOGGER.log(Level.FINE, "no badge while the controller starts or stops", e);
            return 0;
        }
    }

    /** Whether people are asked, and not all have answered. */
    private static boolean asks(RolloutState state) {
        return Links.asking(state)
                .filter(phase -> !Quorum.of(state.approval(phase), phase.ask()).complete())
                .isPresent();
    }

    /** The only rollout answers in the name of the action; several have a list, and each its own address. */
    @Override
    public Object getTarget() {
        run.checkPermission(RolloutPermissions.VIEW);
        List<String> ids = getRollouts();
        return ids.size() == 1 ? new RolloutPage(run, ids.get(0)) : this;
    }

    /** The rollout of that id, null when the build has none. */
    @CheckForNull
    public RolloutPage getDynamic(String id) {
        return getRollouts().contains(id) ? new RolloutPage(run, id) : null;
    }

    /** What the list is painted from, safe to stand in a script element. */
    public String getListJson() {
        run.checkPermission(RolloutPermissions.VIEW);
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (String id : getRollouts()) {
            try {
                Timelines.get().of(run, id).flatMap(Timeline::state).ifPresent(state -> list.addObject()
                        .put("id", id)
                        .put("application", state.plan().application())
                        .put("version", state.plan().version())
                        .put("environment", state.plan().environment())
                        .put("status", StateView.status(state))
                        .put("asks", asks(state))
                        .put("statusText", WaitsFor.of(state)));
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "rollout " + id + " of " + run + " cannot be read", e);
                list.addObject().put("id", id).put("error", String.valueOf(e.getMessage()));
            }
        }
        return Answer.inPage(list);
    }
}
