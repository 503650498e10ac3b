package io.jenkins.plugins.rollout.docs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.metric.Asking;
import io.jenkins.plugins.rollout.metric.ServerSource;
import io.jenkins.plugins.rollout.metric.Window;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.JUnitCore;
import org.junit.runner.Result;
import org.junit.runner.notification.Failure;

/** The target and the source of docs/extending.md, compiled as they stand there, do what they say. */
public class ExtendingTest {
    private static final Pattern CLASS = Pattern.compile("public (?:final )?class (\\w+)");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final StubServer server = new StubServer();

    @Test
    public void theTargetOfTheDocumentationPassesTheContract() throws Exception {
        List<String> blocks = blocks().subList(0, 2);
        assertThat("lines of the target", blocks.get(0).lines().count(), is(lessThanOrEqualTo(60L)));
        Path classes = folder.newFolder("classes").toPath();
        compile(blocks, classes);
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Result result = JUnitCore.runClasses(loader.loadClass("com.example.rollout.FileSwitchTest"));
            assertThat(result.getFailures().stream().map(Failure::getTrace).toList(), is(empty()));
            assertThat(result.getRunCount() - result.getAssumptionFailureCount(), is(greaterThan(12)));
        }
    }

    private static List<String> blocks() throws IOException {
        List<String> blocks = Example.in("java").stream()
                .filter(example -> example.place().startsWith("docs/extending.md"))
                .map(Example::text)
                .toList();
        assertThat(blocks.size(), is(3));
        return blocks;
    }

    @Test
    public void theSourceOfTheDocumentationGivesASeries() throws Exception {
        Path classes = folder.newFolder("classes").toPath();
        compile(blocks().subList(2, 3), classes);
        Instant ten = Instant.parse("2026-11-22T10:00:00Z");
        server.on("/latency.csv", 200, "2026-11-22T10:00:00Z,1.5\n2026-11-22T10:01:00Z,NaN\n2026-11-22T10:02:00Z,2.5\n");
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            var source = (ServerSource) loader.loadClass("com.example.rollout.CsvSource")
                    .getConstructor(String.class)
                    .newInstance("latency");
            source.setServer("test");
            var window = new Window(ten, ten.plusSeconds(180), Duration.ofMinutes(1));
            assertThat(Asking.of(server.uri("")).series(source, window), is(Map.of(60L, 1.5, 180L, 2.5)));
            assertThat(server.asked().get(0).uri(), is("/latency.csv?from=2026-11-22T09:59:00Z&to=2026-11-22T10:03:00Z&step=PT1M"));
        }
    }

    private void compile(List<String> blocks, Path classes) throws IOException {
        List<String> files = new ArrayList<>();
        for (String block : blocks) {
            Matcher name = CLASS.matcher(block);
            assertThat(name.find(), is(true));
            Path file = folder.getRoot().toPath().resolve(name.group(1) + ".java");
            files.add(Files.writeString(file, block).toString());
        }
        // started by Maven, the class path proper stands in a property of its own
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var said = new DiagnosticCollector<JavaFileObject>();
        try (var manager = compiler.getStandardFileManager(said, null, null)) {
            boolean compiled = compiler.getTask(
                            null,
                            manager,
                            said,
                            List.of("-d", classes.toString(), "-cp", path, "-proc:none"),
                            null,
                            manager.getJavaFileObjects(files.toArray(String[]::new)))
                    .call();
            assertThat(
                    said.getDiagnostics().stream()
                            .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                            .map(Object::toString)
                            .toList(),
                    is(empty()));
            assertThat(compiled, is(true));
        }
    }
}
