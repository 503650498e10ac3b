package io.jenkins.plugins.rollout.embedded.job;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.ParametersAction;
import hudson.model.Queue;
import hudson.model.Result;
import hudson.model.StringParameterValue;
import io.jenkins.plugins.rollout.embedded.Embedded;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import jenkins.model.ParameterizedJobMixIn;
import org.junit.Rule;
import org.junit.Test;

public class QueueTest {
    @Rule
    public final Embedded embedded = new Embedded();

    private PipelineJob job() throws Exception {
        return embedded.job("job", "echo \"for ${params.WHO}\"").controller().job("job");
    }

    private static ParametersAction who(String name) {
        return new ParametersAction(new StringParameterValue("WHO", name));
    }

    @Test
    public void whoAsksGetsTheBuildAndItsEnd() throws Exception {
        Queue.Item item = ParameterizedJobMixIn.scheduleBuild2(job(), 0, who("me"));
        PipelineRun run = (PipelineRun) item.getFuture().get(60, TimeUnit.SECONDS);
        assertThat(run.getResult(), is(Result.SUCCESS));
        assertThat(run.getQueueId(), is(item.getId()));
        assertThat(embedded.log(), containsString("for me\n"));
        Queue.LeftItem left =
                (Queue.LeftItem) embedded.controller().jenkins().getQueue().getItem(item.getId());
        assertThat(left.getExecutable(), is(sameInstance(run)));
    }

    @Test
    public void sameRequestsInTheQuietPeriodAreOne() throws Exception {
        Queue.Item first = ParameterizedJobMixIn.scheduleBuild2(job(), 600, who("me"));
        assertThat(ParameterizedJobMixIn.scheduleBuild2(job(), 600, who("me")), is(sameInstance(first)));
        assertThat(ParameterizedJobMixIn.scheduleBuild2(job(), 600, who("you")), is(not(sameInstance(first))));
        assertThat(embedded.controller().jenkins().getQueue().getItems().length, is(2));
    }

    @Test
    public void aRequestSurvivesARestart() throws Exception {
        Queue.Item item = ParameterizedJobMixIn.scheduleBuild2(
                job(), 2, who("me"), new CauseAction(new Cause.UserIdCause("alice")));
        embedded.crashAndRestart();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> embedded.build() != null && embedded.build().end().isDone());
        assertThat(embedded.build().getQueueId(), is(item.getId()));
        assertThat(embedded.log(), containsString("for me\n"));
        assertThat(embedded.build().getCause(Cause.UserIdCause.class).getUserId(), is("alice"));
    }

    @Test
    public void aCancelledRequestIsNoBuild() throws Exception {
        Queue.Item item = ParameterizedJobMixIn.scheduleBuild2(job(), 600, who("me"));
        Queue queue = embedded.controller().jenkins().getQueue();
        assertThat(queue.cancel(item), is(true));
        assertThat(item.getFuture().isCancelled(), is(true));
        assertThat(((Queue.LeftItem) queue.getItem(item.getId())).isCancelled(), is(true));
        assertThat(queue.cancel(item), is(false));
    }
}
