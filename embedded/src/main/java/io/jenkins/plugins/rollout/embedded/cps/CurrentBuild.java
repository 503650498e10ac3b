package io.jenkins.plugins.rollout.embedded.cps;

import hudson.AbortException;
import hudson.model.Cause;
import hudson.model.Result;
import hudson.model.Run;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** {@code currentBuild}: a build as a Jenkinsfile sees it. */
public final class CurrentBuild implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String id;

    CurrentBuild(String externalizableId) {
        this.id = externalizableId;
    }

    private Run<?, ?> build() throws AbortException {
        Run<?, ?> run = Run.fromExternalizableId(id);
        if (run == null) {
            throw new AbortException("No build record " + id + " could be located.");
        }
        return run;
    }

    public Run<?, ?> getRawBuild() throws IOException {
        return build();
    }

    public int getNumber() throws IOException {
        return build().getNumber();
    }

    public String getId() throws IOException {
        return build().getId();
    }

    /** Null while nothing was set. */
    public String getResult() throws IOException {
        Result result = build().getResult();
        return result == null ? null : result.toString();
    }

    public void setResult(String result) throws IOException {
        build().setResult(Result.fromString(result));
    }

    public String getCurrentResult() throws IOException {
        Result result = build().getResult();
        return result == null ? Result.SUCCESS.toString() : result.toString();
    }

    public boolean resultIsBetterOrEqualTo(String other) throws IOException {
        return Result.fromString(getCurrentResult()).isBetterOrEqualTo(Result.fromString(other));
    }

    public boolean resultIsWorseOrEqualTo(String other) throws IOException {
        return Result.fromString(getCurrentResult()).isWorseOrEqualTo(Result.fromString(other));
    }

    public String getDisplayName() throws IOException {
        return build().getDisplayName();
    }

    public void setDisplayName(String name) throws IOException {
        build().setDisplayName(name);
    }

    public String getDescription() throws IOException {
        return build().getDescription();
    }

    public void setDescription(String description) throws IOException {
        build().setDescription(description);
    }

    public String getFullDisplayName() throws IOException {
        return build().getFullDisplayName();
    }

    public String getProjectName() throws IOException {
        return build().getParent().getName();
    }

    public String getFullProjectName() throws IOException {
        return build().getParent().getFullName();
    }

    public String getAbsoluteUrl() throws IOException {
        return build().getAbsoluteUrl();
    }

    public long getStartTimeInMillis() throws IOException {
        return build().getStartTimeInMillis();
    }

    public long getTimeInMillis() throws IOException {
        return build().getTimeInMillis();
    }

    public long getDuration() throws IOException {
        Run<?, ?> run = build();
        return run.isBuilding() ? System.currentTimeMillis() - run.getStartTimeInMillis() : run.getDuration();
    }

    public String getDurationString() throws IOException {
        return build().getDurationString();
    }

    public CurrentBuild getPreviousBuild() throws IOException {
        Run<?, ?> previous = build().getPreviousBuild();
        return previous == null ? null : new CurrentBuild(previous.getExternalizableId());
    }

    public List<Map<String, String>> getBuildCauses() throws IOException {
        return build().getCauses().stream().map(CurrentBuild::described).toList();
    }

    private static Map<String, String> described(Cause cause) {
        return Map.of("_class", cause.getClass().getName(), "shortDescription", cause.getShortDescription());
    }
}
