package io.jenkins.plugins.rollout.pipeline;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.RolloutState.BlockCall;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import org.junit.Test;

public class BlockRunTest {
    private static final Phase CANARY = new Phase("canary", null, BigDecimal.ONE, null, null);
    private final BlockRun block = new BlockRun(new BlockCall(CANARY, Action.DEPLOY, 1, false), null);

    @Test
    public void aBlockIsTheSameWhenPhaseActionAndAttemptAre() {
        assertThat(block.isOf(new BlockCall(CANARY, Action.DEPLOY, 1, true)), is(true));
        assertThat(block.isOf(new BlockCall(CANARY, Action.DEPLOY, 2, false)), is(false));
        assertThat(block.isOf(new BlockCall(CANARY, Action.UNDO, 1, false)), is(false));
    }

    @Test
    public void whatItSaysOfItsEndStaysOverARestart() throws Exception {
        block.begun();
        block.ended("exit code 1");
        assertThat(saved().report(), is(new Command.BlockEnded("canary", Action.DEPLOY, 1, false, "exit code 1")));
        assertThat(saved().running(), is(false));
    }

    @Test
    public void whetherItHasBegunStaysOverARestart() throws Exception {
        assertThat(saved().hasBegun(), is(false));
        block.begun();
        assertThat(saved().hasBegun(), is(true));
    }

    private BlockRun saved() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(block);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (BlockRun) in.readObject();
        }
    }
}
