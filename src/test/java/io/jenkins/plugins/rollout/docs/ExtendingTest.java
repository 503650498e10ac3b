package io.jenkins.plugins.rollout.docs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** The target of docs/extending.md, compiled as it stands there, keeps the contract. */
public class ExtendingTest {
    private static final Pattern CLASS = Pattern.compile("public (?:final )?class (\\w+)");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void theTargetOfTheDocumentationPassesTheContract() throws Exception {
        List<String> blocks = Example.in("java").stream()
                .filter(example -> example.place().startsWith("docs/extending.md"))
                .map(Example::text)
                .toList();
        assertThat(blocks.size(), is(2));
        assertThat("lines of the target", blocks.get(0).lines().count(), is(lessThanOrEqualTo(60L)));
        Path classes = folder.newFolder("classes").toPath();
        compile(blocks, classes);
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Result result = JUnitCore.runClasses(loader.loadClass("com.example.rollout.FileSwitchTest"));
            assertThat(result.getFailures().stream().map(Failure::getTrace).toList(), is(empty()));
            assertThat(result.getRunCount() - result.getAssumptionFailureCount(), is(greaterThan(12)));
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
