package io.jenkins.plugins.rollout.docs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertEquals;

import io.jenkins.plugins.rollout.embedded.BacktestCommand;
import io.jenkins.plugins.rollout.metric.PrometheusServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The example of docs/backtest.md, against a real Prometheus with two days of past in it: the output is the one shown. */
public class BacktestExampleTest {
    private static final String PAGE = "docs/backtest.md";
    private static final Instant BEGIN = Instant.parse("2025-06-02T00:00:00Z");
    private static final int MINUTES = 2 * 24 * 60;
    private static final Pattern COMMAND = Pattern.compile("-Dexec\\.args=\"([^\"]+)\"");
    private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|(\\S+)");

    @ClassRule
    public static final PrometheusServer PROMETHEUS =
            PrometheusServer.configured(folder -> "scrape_configs: []\n").remembering(BacktestExampleTest::past);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** A shop with a thousand requests a minute, 0.72 % errors, a bad quarter of an hour, and half an hour of silence. */
    private static String past() {
        var random = new Random(7);
        var requests = new StringBuilder("# TYPE requests counter\n");
        var errors = new StringBuilder("# TYPE errors counter\n");
        long served = 0;
        long failed = 0;
        for (int minute = -10; minute <= MINUTES; minute++) {
            boolean bad = minute >= 1000 && minute < 1015;
            served += 1000;
            failed += Math.round((bad ? 40 : 7.2) + random.nextGaussian() * 0.6);
            if (minute < 2000 || minute >= 2030) {
                long at = BEGIN.plus(Duration.ofMinutes(minute)).getEpochSecond();
                requests.append("requests_total{version=\"2.3.1\"} ").append(served).append(' ').append(at).append('\n');
                errors.append("errors_total{version=\"2.3.1\"} ").append(failed).append(' ').append(at).append('\n');
            }
        }
        return requests.append(errors).append("# EOF\n").toString();
    }

    @Test
    public void theCommandSaysWhatIsShown() throws Exception {
        int code = run(arguments());
        assertThat(err.toString(StandardCharsets.UTF_8), code, is(0));
        String said = out.toString(StandardCharsets.UTF_8);
        assertEquals(block("text", 0), said);
        assertThat(err.toString(StandardCharsets.UTF_8), containsString("of 768 starts"));
    }

    @Test
    public void mistakesAreSaidInALineAndHaveTheirExitCodes() throws Exception {
        List<String> unknown = new ArrayList<>(arguments());
        unknown.add("--degrade");
        unknown.add("latency=+50%");
        assertThat(run(unknown), is(2));
        assertThat(err.toString(StandardCharsets.UTF_8), containsString("there is no criterion 'latency'; there are: error rate"));

        List<String> noVersion = arguments();
        int at = noVersion.indexOf("--version");
        noVersion.subList(at, at + 2).clear();
        assertThat(run(noVersion), is(2));
        assertThat(
                err.toString(StandardCharsets.UTF_8),
                containsString("version: is not known before a run, and 'error rate' asks about {{version}}"));

        List<String> noServer = arguments();
        at = noServer.indexOf("--config");
        noServer.subList(at, at + 2).clear();
        assertThat(run(noServer), is(3));
        assertThat(err.toString(StandardCharsets.UTF_8), containsString("prometheus: there is no server 'prod'"));
    }

    private int run(List<String> arguments) {
        out.reset();
        err.reset();
        return BacktestCommand.run(
                arguments.toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Clock.systemUTC());
    }

    private List<String> arguments() throws Exception {
        Path jenkinsfile = Files.writeString(folder.getRoot().toPath().resolve("Jenkinsfile"), block("groovy", 0));
        String servers = block("yaml", 0).replace("http://127.0.0.1:9090", PROMETHEUS.uri().toString());
        Path yaml = Files.writeString(folder.getRoot().toPath().resolve("servers.yaml"), servers);
        Matcher command = COMMAND.matcher(block("sh", 0).replace("\\\n", " "));
        assertThat(command.find(), is(true));
        var arguments = new ArrayList<String>();
        Matcher argument = ARGUMENT.matcher(command.group(1));
        while (argument.find()) {
            arguments.add(argument.group(1) != null ? argument.group(1) : argument.group(2));
        }
        arguments.replaceAll(each -> each.equals("Jenkinsfile")
                ? jenkinsfile.toString()
                : each.equals("servers.yaml") ? yaml.toString() : each);
        return arguments;
    }

    private static String block(String language, int number) throws Exception {
        return Example.in(language).stream()
                .filter(example -> example.place().startsWith(PAGE))
                .skip(number)
                .findFirst()
                .orElseThrow(() -> new AssertionError(PAGE + " has no such " + language))
                .text();
    }
}
