package io.jenkins.plugins.rollout.service;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.rollout.history.Course;
import io.jenkins.plugins.rollout.history.HistoryLine;
import io.jenkins.plugins.rollout.history.Said;
import io.jenkins.plugins.rollout.history.Share;
import io.jenkins.plugins.rollout.model.Result;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.Test;

/** What the numbers count. */
public class RolloutMetersTest {
    private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");
    private static final String SHOP = "{application=\"shop\",environment=\"production\"} ";
    private final RolloutMeters meters = new RolloutMeters(3);
    private Instant now = START;

    private String numbers() throws Exception {
        var out = new ByteArrayOutputStream();
        meters.write(null, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void ended(String application, Result result, Share.Has has, Instant failed, String cause) {
        var share = new Share("canary", BigDecimal.valueOf(5), null, has, now.minusSeconds(600), now.minusSeconds(300), now);
        Boolean undone = result == Result.SUCCESS ? null : has == Share.Has.NO;
        meters.add(new HistoryLine(new Course(
                now, "RolloutEnded", application + "-1-1", 9, START, application + "#1", application, "production", "2.0",
                null, now.minusSeconds(1200), now.minusSeconds(900), failed, now, result, cause, undone, List.of(share), null,
                null)));
    }

    private void after(int minutes) {
        now = now.plusSeconds(60L * minutes);
    }

    @Test
    public void successIsADeploymentWithALeadTime() throws Exception {
        ended("shop", Result.SUCCESS, Share.Has.YES, null, "");
        assertThat(numbers(), containsString("rollout_deployments_total" + SHOP + "1.0\n"));
        assertThat(numbers(), containsString("rollout_lead_time_seconds_sum" + SHOP + "1200.0\n"));
        assertThat(numbers(), not(containsString("rollout_changes_failed")));
        assertThat(numbers(), not(containsString("_max")));
    }

    @Test
    public void undoThatWasCompleteRestores() throws Exception {
        ended("shop", Result.FAILURE, Share.Has.NO, now.minusSeconds(120), "errors");
        assertThat(numbers(), containsString("rollout_changes_failed_total" + SHOP + "1.0\n"));
        assertThat(numbers(), containsString("rollout_restore_time_seconds_sum" + SHOP + "120.0\n"));
        assertThat(numbers(), containsString("complete=\"true\""));
    }

    @Test
    public void whatWasLeftIsRestoredByTheNextSuccessOrByWhatSomebodySays() throws Exception {
        ended("shop", Result.FAILURE, Share.Has.MAYBE, now, "errors");
        assertThat(numbers(), not(containsString("rollout_restore_time")));
        after(10);
        ended("shop", Result.FAILURE, Share.Has.NO, now, "errors again");
        after(10);
        ended("shop", Result.SUCCESS, Share.Has.YES, null, "");
        assertThat(numbers(), containsString("rollout_restore_time_seconds_count" + SHOP + "1\n"));
        assertThat(numbers(), containsString("rollout_restore_time_seconds_sum" + SHOP + "1200.0\n"));
    }

    @Test
    public void rolloutThatMadeWayDidNotFail() throws Exception {
        ended("shop", Result.ABORTED, Share.Has.NO, now, "superseded by shop-2-1");
        assertThat(numbers(), containsString("rollout_changes_total" + SHOP + "1.0\n"));
        assertThat(numbers(), not(containsString("rollout_changes_failed")));
    }

    @Test
    public void namesAreBounded() throws Exception {
        for (int i = 1; i <= 50; i++) {
            ended("app" + i, Result.SUCCESS, Share.Has.YES, null, "");
        }
        String numbers = numbers();
        assertThat(numbers, containsString("rollout_deployments_total{application=\"app3\",environment=\"production\"} 1.0"));
        assertThat(numbers, containsString("rollout_deployments_total{application=\"other\",environment=\"other\"} 47.0"));
        assertThat(numbers, not(containsString("app4\"")));
        assertThat(numbers.lines().filter(line -> line.startsWith("rollout_deployments_total")).count(), is(4L));
    }

    @Test
    public void whatSomebodySaysRestores() throws Exception {
        ended("shop", Result.FAILURE, Share.Has.MAYBE, now, "errors");
        after(5);
        meters.add(new HistoryLine(new Said(now, "shop", "production", "1.0", null, "connie", "Connie", "put back by hand")));
        assertThat(numbers(), containsString("rollout_restore_time_seconds_sum" + SHOP + "300.0\n"));
    }
}
