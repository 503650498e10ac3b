package io.jenkins.plugins.rollout.target.flag;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.docs.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The evaluators of flagd and Unleash, and Unleash itself, as they come from npm: {@code .ci/flag-systems} installs them. In
 * the step of CI that is for them they must be there.
 */
final class FlagSystems {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FlagSystems() {}

    /** Where the packages are. */
    static Path folder() {
        return Example.root().resolve("embedded/target/flag-systems");
    }

    static void assumeInstalled() {
        boolean there = Files.isDirectory(folder().resolve("node_modules/unleash-server"));
        if (Boolean.getBoolean("rollout.flagSystems")) {
            assertThat("Unleash and flagd's evaluator are installed by .ci/flag-systems", there, is(true));
        }
        assumeTrue("skipped: Unleash and flagd's evaluator are not installed; .ci/flag-systems does it", there);
    }

    static ProcessBuilder node(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("node", folder().resolve(script).toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(folder().toFile());
    }

    /** What a system answers to each context: {@code targetingKey} and attributes. */
    static List<Boolean> evaluate(String system, String flags, String flag, List<Map<String, Object>> contexts)
            throws Exception {
        Path work = Files.createTempDirectory("flags");
        try {
            Path file = Files.writeString(work.resolve("flags.json"), flags);
            ArrayNode all = JSON.createArrayNode();
            contexts.forEach(context -> all.add((ObjectNode) JSON.valueToTree(context)));
            Path asked = Files.writeString(work.resolve("contexts.json"), all.toString());
            Path out = work.resolve("out");
            Path err = work.resolve("err");
            Process process = node("evaluate.cjs", system, file.toString(), asked.toString(), flag)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            assertThat("it ends", process.waitFor(60, TimeUnit.SECONDS), is(true));
            assertThat(Files.readString(err), process.exitValue(), is(0));
            List<Boolean> answers = new ArrayList<>();
            JSON.readTree(out.toFile()).forEach(answer -> answers.add(answer.asBoolean()));
            return answers;
        } finally {
            delete(work);
        }
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
