package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.BulkChange;
import hudson.EnvVars;
import hudson.Util;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import jenkins.model.RunAction2;

/** One build of a job. Its fields that are not transient are its build.xml. */
public abstract class Run<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends Actionable
        implements PersistenceRoot, AccessControlled, Comparable<RunT> {
    public static final PermissionGroup PERMISSIONS = new PermissionGroup("Run", Run.class, null);
    public static final Permission DELETE =
            new Permission(PERMISSIONS, "Delete", null, Permission.DELETE, PermissionScope.RUN);
    public static final Permission UPDATE =
            new Permission(PERMISSIONS, "Update", null, Permission.UPDATE, PermissionScope.RUN);

    public static final long QUEUE_ID_UNKNOWN = -1;

    @NonNull
    protected final transient JobT project;

    public transient int number;

    private long queueId = QUEUE_ID_UNKNOWN;
    private long timestamp;
    private long startTime;
    private long duration;
    private String displayName;
    private String description;
    protected volatile Result result;

    protected Run(@NonNull JobT job, int number) {
        this.project = job;
        this.number = number;
        this.timestamp = System.currentTimeMillis();
        this.startTime = timestamp;
    }

    /** Writes build.xml. */
    protected abstract void write() throws IOException;

    public abstract boolean isBuilding();

    @NonNull
    public abstract File getLogFile();

    @NonNull
    public abstract InputStream getLogInputStream() throws IOException;

    /** The last lines of the log, without notes. */
    @NonNull
    public abstract List<String> getLog(int maxLines) throws IOException;

    @Override
    public synchronized void save() throws IOException {
        if (!BulkChange.contains(this)) {
            write();
        }
    }

    @Override
    public void addAction(@NonNull Action a) {
        super.addAction(a);
        if (a instanceof RunAction2 action) {
            action.onAttached(this);
        }
    }

    /** Tells the stored actions that they came back with their build. */
    protected void onLoad() {
        for (Action a : getActions()) {
            if (a instanceof RunAction2 action) {
                action.onLoad(this);
            } else if (a instanceof CauseAction causes) {
                causes.getCauses().forEach(c -> c.onLoad(this));
            }
        }
    }

    @NonNull
    public JobT getParent() {
        return project;
    }

    public int getNumber() {
        return number;
    }

    @NonNull
    public String getId() {
        return Integer.toString(number);
    }

    public long getQueueId() {
        return queueId;
    }

    public void setQueueId(long queueId) {
        this.queueId = queueId;
    }

    @CheckForNull
    public Result getResult() {
        return result;
    }

    /** A result can only become worse. */
    public void setResult(@NonNull Result r) {
        if (result == null || r.isWorseThan(result)) {
            result = r;
        }
    }

    public boolean isInProgress() {
        return isBuilding();
    }

    public boolean isLogUpdated() {
        return isBuilding();
    }

    public boolean hasntStartedYet() {
        return false;
    }

    @NonNull
    public List<Cause> getCauses() {
        CauseAction a = getAction(CauseAction.class);
        return a == null ? List.of() : a.getCauses();
    }

    @CheckForNull
    public <T extends Cause> T getCause(Class<T> type) {
        return getCauses().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    @NonNull
    public Calendar getTimestamp() {
        GregorianCalendar c = new GregorianCalendar();
        c.setTimeInMillis(timestamp);
        return c;
    }

    @NonNull
    public final Date getTime() {
        return new Date(timestamp);
    }

    public final long getTimeInMillis() {
        return timestamp;
    }

    public final long getStartTimeInMillis() {
        return startTime;
    }

    public long getDuration() {
        return duration;
    }

    protected void setDuration(long duration) {
        this.duration = duration;
    }

    @NonNull
    public String getDurationString() {
        return isBuilding()
                ? Util.getTimeSpanString(System.currentTimeMillis() - startTime) + " and counting"
                : Util.getTimeSpanString(duration);
    }

    public String getDescription() {
        return description;
    }

    public void setDescription(String description) throws IOException {
        this.description = description;
        save();
    }

    @Override
    public String getDisplayName() {
        return displayName != null ? displayName : "#" + number;
    }

    public void setDisplayName(String value) throws IOException {
        this.displayName = Util.fixEmptyAndTrim(value);
        save();
    }

    public String getFullDisplayName() {
        return project.getFullDisplayName() + " " + getDisplayName();
    }

    /** Relative to the root, with a slash at the end. */
    @NonNull
    public String getUrl() {
        return project.getUrl() + getNumber() + "/";
    }

    @NonNull
    public final String getAbsoluteUrl() {
        return project.getAbsoluteUrl() + getNumber() + "/";
    }

    @Override
    @NonNull
    public File getRootDir() {
        return new File(project.getBuildDir(), Integer.toString(number));
    }

    @CheckForNull
    public RunT getPreviousBuild() {
        return project._getRuns().tailMap(number - 1).values().stream()
                .map(r -> (RunT) r)
                .findFirst()
                .orElse(null);
    }

    @CheckForNull
    public RunT getPreviousSuccessfulBuild() {
        RunT run = getPreviousBuild();
        while (run != null && (run.isBuilding() || run.getResult() != Result.SUCCESS)) {
            run = run.getPreviousBuild();
        }
        return run;
    }

    @NonNull
    public EnvVars getEnvironment(@NonNull TaskListener listener) throws IOException, InterruptedException {
        EnvVars env = getCharacteristicEnvVars();
        ParametersAction parameters = getAction(ParametersAction.class);
        if (parameters != null) {
            for (ParameterValue p : parameters.getParameters()) {
                env.put(p.getName(), String.valueOf(p.getValue()));
            }
        }
        return env;
    }

    @NonNull
    public final EnvVars getCharacteristicEnvVars() {
        EnvVars env = new EnvVars();
        Jenkins jenkins = Jenkins.get();
        String root = jenkins.getRootUrl();
        if (root != null) {
            env.put("JENKINS_URL", root);
            env.put("JOB_URL", root + project.getUrl());
            env.put("BUILD_URL", root + getUrl());
        }
        env.put("JOB_NAME", project.getFullName());
        env.put("JOB_BASE_NAME", project.getName());
        env.put("BUILD_NUMBER", Integer.toString(number));
        env.put("BUILD_ID", getId());
        env.put("BUILD_DISPLAY_NAME", getDisplayName());
        env.put("BUILD_TAG", "jenkins-" + project.getFullName().replace('/', '-') + "-" + number);
        return env;
    }

    /** Names the build in text, see {@link #fromExternalizableId}. */
    @NonNull
    public String getExternalizableId() {
        return project.getFullName() + "#" + getNumber();
    }

    @CheckForNull
    public static Run<?, ?> fromExternalizableId(String id) throws IllegalArgumentException {
        int hash = id.lastIndexOf('#');
        if (hash <= 0) {
            throw new IllegalArgumentException("Invalid id: " + id);
        }
        int number;
        try {
            number = Integer.parseInt(id.substring(hash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(e);
        }
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        Job<?, ?> job = jenkins == null ? null : jenkins.getItemByFullName(id.substring(0, hash), Job.class);
        return job == null ? null : job.getBuildByNumber(number);
    }

    @Override
    @NonNull
    public ACL getACL() {
        return project.getACL();
    }

    public Map<String, String> getEnvVars() {
        return getCharacteristicEnvVars();
    }

    @Override
    public int compareTo(@NonNull RunT that) {
        int byJob = getParent().getFullName().compareTo(that.getParent().getFullName());
        return byJob != 0 ? byJob : Integer.compare(number, that.number);
    }

    @Override
    public String toString() {
        return project.getFullName() + " #" + number;
    }
}
