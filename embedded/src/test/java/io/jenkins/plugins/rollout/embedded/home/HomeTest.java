package io.jenkins.plugins.rollout.embedded.home;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import hudson.console.ConsoleNote;
import hudson.console.HyperlinkNote;
import hudson.model.InvisibleAction;
import hudson.model.Result;
import hudson.util.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class HomeTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void twoControllersDoNotShareAHome() throws Exception {
        Path home = folder.getRoot().toPath();
        try (HomeLock first = HomeLock.take(home)) {
            assertThat(
                    assertThrows(IOException.class, () -> HomeLock.take(home)).getMessage(),
                    startsWith("another controller uses the home directory "));
        }
        HomeLock.take(home).close();
    }

    @Test
    public void secretsAreNotReadableInFiles() throws Exception {
        Noted noted = new Noted();
        Path file = folder.getRoot().toPath().resolve("x.xml");
        Xml.write(file, noted);
        assertThat(Files.readString(file), not(containsString("hunter2")));
        Noted back = (Noted) Xml.read(file);
        assertThat(back.secret.getPlainText(), is("hunter2"));
        assertThat(back.ids, is(List.of("a", "b")));
        assertThat(back.result, is(Result.ABORTED));
    }

    /** Data on a build. */
    public static final class Noted extends InvisibleAction {
        private final Secret secret = Secret.fromString("hunter2");
        private final List<String> ids = new ArrayList<>(List.of("a", "b"));
        private final Result result = Result.ABORTED;
    }

    @Test
    public void aFileThatNamesAForeignClassIsRefused() throws Exception {
        Path file = folder.getRoot().toPath().resolve("x.xml");
        Files.writeString(file, "<java.lang.ProcessBuilder/>");
        assertThat(
                assertThrows(IOException.class, () -> Xml.read(file)).getMessage(), containsString("cannot be read"));
    }

    @Test
    public void aNoteIsInvisibleInTextAndKnownByItsSignature() throws Exception {
        String line = "see " + HyperlinkNote.encodeTo("/job/x/", "the job") + " now";
        assertThat(ConsoleNote.removeNotes(line), is("see the job now"));
        String encoded = line.substring(
                line.indexOf(ConsoleNote.PREAMBLE_STR) + ConsoleNote.PREAMBLE_STR.length(),
                line.indexOf(ConsoleNote.POSTAMBLE_STR));
        assertThat(SignedNotes.decode(encoded).isPresent(), is(true));
        assertThat(SignedNotes.decode("A" + encoded.substring(1)).isPresent(), is(encoded.startsWith("A")));
        assertThat(SignedNotes.decode("not base64!").isPresent(), is(false));
    }
}
