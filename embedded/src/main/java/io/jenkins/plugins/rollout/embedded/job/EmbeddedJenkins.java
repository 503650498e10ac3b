package io.jenkins.plugins.rollout.embedded.job;

import hudson.ExtensionList;
import hudson.model.Item;
import hudson.model.TopLevelItem;
import hudson.model.User;
import hudson.model.listeners.ItemListener;
import hudson.security.ACL;
import io.jenkins.plugins.rollout.embedded.home.Configuration;
import io.jenkins.plugins.rollout.embedded.home.People;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionList;
import org.springframework.security.core.Authentication;

/** The controller as the plugin sees it. */
public final class EmbeddedJenkins extends Jenkins {
    private static final Logger LOGGER = Logger.getLogger(EmbeddedJenkins.class.getName());
    private static final int EXECUTORS = 2;
    private static final long QUIET_MILLIS = 5000;

    private final File home;
    private final People people;
    private final Configuration configuration;
    private final Map<String, PipelineJob> jobs = new TreeMap<>();
    private final BuildQueue queue;
    private final Slots slots = new Slots(EXECUTORS);
    private volatile String rootUrl;
    private volatile boolean terminating;

    /** @param sources the Jenkinsfiles, by the names of their jobs; read anew for each build */
    public EmbeddedJenkins(Path home, Configuration configuration, Map<String, Supplier<String>> sources) {
        this.home = home.toAbsolutePath().toFile();
        this.configuration = configuration;
        this.people = new People(configuration);
        this.queue = new BuildQueue(this);
        sources.forEach((name, source) -> jobs.put(name, new PipelineJob(this, name, source)));
    }

    public static EmbeddedJenkins get() {
        return (EmbeddedJenkins) Jenkins.get();
    }

    /** From now on {@link Jenkins#get} finds it. Builds that were running go on. */
    public void start(String url) throws IOException {
        if (Jenkins.getInstanceOrNull() != null) {
            throw new IllegalStateException("an embedded controller runs in this JVM already; close it first");
        }
        this.rootUrl = url;
        ExtensionList.clearLegacyInstances();
        appear(this);
        for (PipelineJob job : jobs.values()) {
            job.load();
        }
        for (ItemListener listener : ItemListener.all()) {
            listener.onLoaded();
        }
        for (PipelineJob job : jobs.values()) {
            for (PipelineRun run : job.getBuildsAsMap().values()) {
                run.resume();
            }
        }
        queue.load();
    }

    /** Waiting programs are saved already; what listens hears of the end. */
    public void close() {
        terminating = true;
        for (ItemListener listener : ItemListener.all()) {
            try {
                listener.onBeforeShutdown();
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, listener.getClass().getName() + " failed", e);
            }
        }
        vanish();
    }

    /** Nothing more is written, nothing more happens. */
    public void vanish() {
        terminating = true;
        queue.close();
        jobs.values().forEach(job -> job.getBuildsAsMap().values().forEach(PipelineRun::vanish));
        FlowExecutionList.get().clear();
        awaitQuiet();
        appear(null);
    }

    /** A process that is killed writes nothing more; in one JVM the threads have to come to their end first. */
    private void awaitQuiet() {
        try {
            Timer.shutdown(QUIET_MILLIS);
            for (PipelineJob job : jobs.values()) {
                for (PipelineRun run : job.getBuildsAsMap().values()) {
                    run.vanish();
                    run.awaitQuiet(QUIET_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public People people() {
        return people;
    }

    public Configuration configuration() {
        return configuration;
    }

    public Slots slots() {
        return slots;
    }

    public Collection<PipelineJob> jobs() {
        return List.copyOf(jobs.values());
    }

    @Override
    public File getRootDir() {
        return home;
    }

    @Override
    public File getRootDirFor(TopLevelItem child) {
        return new File(home, "jobs/" + child.getName());
    }

    @Override
    public String getRootUrl() {
        return rootUrl;
    }

    @Override
    public BuildQueue getQueue() {
        return queue;
    }

    @Override
    public Collection<TopLevelItem> getItems() {
        return List.copyOf(jobs.values());
    }

    @Override
    public TopLevelItem getItem(String name) {
        return jobs.get(name);
    }

    @Override
    public <T extends Item> T getItemByFullName(String fullName, Class<T> type) {
        PipelineJob job = jobs.get(fullName);
        return type.isInstance(job) ? type.cast(job) : null;
    }

    @Override
    public <T extends Item> List<T> getAllItems(Class<T> type) {
        return jobs.values().stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public User user(String id, boolean create) {
        return people.find(id).orElse(create ? new User(id, null) : null);
    }

    @Override
    public Collection<User> users() {
        return people.all();
    }

    @Override
    public Authentication authenticationOf(User user) {
        return people.authentication(user.getId());
    }

    @Override
    public ACL getACL() {
        return people.acl();
    }

    @Override
    public boolean isTerminating() {
        return terminating;
    }

    @Override
    public boolean isQuietingDown() {
        return terminating;
    }

    @Override
    public void save() {
        // the configuration file is the administrator's; nothing here writes it
    }
}
