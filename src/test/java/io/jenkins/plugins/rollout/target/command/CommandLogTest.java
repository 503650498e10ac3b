package io.jenkins.plugins.rollout.target.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.Test;

public class CommandLogTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final CommandLog log = new CommandLog(new PrintStream(shown, true, StandardCharsets.UTF_8));

    private void write(String text) throws IOException {
        log.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private String shown() {
        return shown.toString(StandardCharsets.UTF_8).replace("\r", "");
    }

    @Test
    public void linesAreShownAndTheLastOneIsKept() throws Exception {
        write("one\ntwö\r\n\nth");
        write("ree");
        assertThat(log.last(), is("three"));
        assertThat(shown(), is("  | one\n  | twö\n  | \n  | three\n"));
    }

    @Test
    public void theLastLineIsPlainAndShort() throws Exception {
        write("\u001b[31m" + "x".repeat(400) + "\n \n");
        assertThat(log.last().length(), is(301));
        assertThat(log.last().chars().anyMatch(Character::isISOControl), is(false));
    }

    @Test
    public void aFloodIsCut() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            write("line " + i + " " + "x".repeat(100) + "\n");
        }
        write("the end\n");
        assertThat(log.last(), is("the end"));
        assertThat(shown(), containsString("the rest of the output is not shown"));
        assertThat(shown().length(), lessThan(2 * CommandLog.MOST));
        write("x".repeat(1_000_000));
        assertThat(log.last().length(), is(301));
    }
}
