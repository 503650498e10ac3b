package io.jenkins.plugins.rollout.embedded.job;

import hudson.AbortException;
import hudson.Functions;
import hudson.console.ConsoleNote;
import hudson.model.Action;
import hudson.model.Cause;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.rollout.embedded.cps.Program;
import io.jenkins.plugins.rollout.embedded.cps.ScriptLine;
import io.jenkins.plugins.rollout.embedded.home.AtomicFile;
import io.jenkins.plugins.rollout.embedded.home.Xml;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.CauseOfInterruption;
import org.codehaus.groovy.control.CompilationFailedException;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/**
 * One build: its folder holds {@code build.xml}, {@code log}, the {@code Jenkinsfile} it started with and, while it
 * runs, {@code program.dat}.
 */
public final class PipelineRun extends Run<PipelineJob, PipelineRun> implements FlowExecutionOwner.Executable {
    private static final Logger LOGGER = Logger.getLogger(PipelineRun.class.getName());

    private volatile boolean completed;

    private final transient BuildLog log;
    private final transient CompletableFuture<PipelineRun> end = new CompletableFuture<>();
    private transient volatile Program program;
    private transient volatile boolean gone;

    PipelineRun(PipelineJob job, int number) {
        super(job, number);
        this.log = new BuildLog(this);
    }

    // ---- its life

    void create(long queueId, String source, List<Action> actions) throws IOException {
        Files.createDirectories(getRootDir().toPath());
        AtomicFile.write(jenkinsfile(), source.getBytes(StandardCharsets.UTF_8));
        setQueueId(queueId);
        actions.forEach(this::addAction);
        getCauses().forEach(cause -> cause.onAddedTo(this));
        save();
        // before anybody hears of the build, who may want to stop it at once
        program = new Program(this);
        RunListener.fireInitialize(this);
    }

    /** Whether there was a build to load. */
    boolean load() {
        try {
            Path xml = getRootDir().toPath().resolve("build.xml");
            if (!Files.exists(xml)) {
                return false;
            }
            Xml.readInto(xml, this);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Could not load " + this, e);
            return false;
        }
        if (completed) {
            end.complete(this);
        }
        onLoad();
        return true;
    }

    void start() throws IOException {
        PrintStream out = log.getLogger();
        for (Cause cause : getCauses()) {
            cause.print(log);
        }
        out.println("[Pipeline] Start of Pipeline");
        RunListener.fireStarted(this, log);
        program.start(Files.readString(jenkinsfile()));
    }

    void resume() throws IOException {
        if (!completed) {
            log.getLogger().println("Resuming build at " + new java.util.Date() + " after the controller restarted");
            program = new Program(this);
            program.resume(Files.readString(jenkinsfile()));
        }
    }

    /** The program is over, with an error or without. */
    public void ended(Throwable error) {
        PrintStream out = log.getLogger();
        out.println("[Pipeline] End of Pipeline");
        if (error == null) {
            result = result == null ? Result.SUCCESS : result;
        } else {
            explain(error, out);
        }
        setDuration(System.currentTimeMillis() - getStartTimeInMillis());
        RunListener.fireCompleted(this, log);
        out.println("Finished: " + getResult());
        completed = true;
        try {
            save();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Could not save " + this, e);
        }
        log.close();
        RunListener.fireFinalized(this);
        end.complete(this);
    }

    private void explain(Throwable error, PrintStream out) {
        if (error instanceof FlowInterruptedException interrupted) {
            setResult(interrupted.getResult());
            interrupted.handle(this, log);
            return;
        }
        setResult(Result.FAILURE);
        if (error instanceof AbortException || error instanceof CompilationFailedException) {
            log.error(String.valueOf(error.getMessage()));
        } else {
            Functions.printStackTrace(error, out);
            String line = ScriptLine.of(error);
            log.error((line == null ? "" : line + ": ") + error);
        }
    }

    /** Asks the program to end, as the abort button does; once more if it does not. */
    public void stop(CauseOfInterruption... causes) {
        Program current = program;
        if (current != null && !completed) {
            try {
                current.interrupt(Result.ABORTED, causes);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "The result of " + this + " could not be saved", e);
            }
        }
    }

    /** Nothing of it is written any more: the controller crashed. */
    void vanish() {
        gone = true;
        Program current = program;
        if (current != null) {
            current.vanish();
        }
        log.close();
    }

    void awaitQuiet(long millis) throws InterruptedException {
        Program current = program;
        if (current != null) {
            current.awaitQuiet(millis);
        }
    }

    boolean isGone() {
        return gone;
    }

    // ---- what is known of it

    /** Completes when the build is over and its file says so. */
    public CompletableFuture<PipelineRun> end() {
        return end.copy();
    }

    /** Its running program; null when it does not run. */
    public Program program() {
        return completed ? null : program;
    }

    public TaskListener listener() {
        return log;
    }

    private Path jenkinsfile() {
        return getRootDir().toPath().resolve("Jenkinsfile");
    }

    @Override
    protected void write() throws IOException {
        if (!gone) {
            Xml.write(getRootDir().toPath().resolve("build.xml"), this);
        }
    }

    @Override
    public boolean isBuilding() {
        return !completed;
    }

    @Override
    public FlowExecutionOwner asFlowExecutionOwner() {
        Program current = program();
        return current == null ? null : current.getOwner();
    }

    @Override
    public File getLogFile() {
        return new File(getRootDir(), "log");
    }

    @Override
    public InputStream getLogInputStream() throws IOException {
        return getLogFile().exists() ? Files.newInputStream(getLogFile().toPath()) : InputStream.nullInputStream();
    }

    @Override
    public List<String> getLog(int maxLines) throws IOException {
        if (!getLogFile().exists()) {
            return List.of();
        }
        List<String> lines = new String(Files.readAllBytes(getLogFile().toPath()), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return ConsoleNote.removeNotes(lines.subList(Math.max(0, lines.size() - maxLines), lines.size()));
    }
}
