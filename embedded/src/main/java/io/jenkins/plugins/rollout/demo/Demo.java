package io.jenkins.plugins.rollout.demo;

import hudson.model.Result;
import io.jenkins.plugins.rollout.demo.shop.Shop;
import io.jenkins.plugins.rollout.demo.shop.Split;
import io.jenkins.plugins.rollout.embedded.BacktestCommand;
import io.jenkins.plugins.rollout.embedded.EmbeddedController;
import io.jenkins.plugins.rollout.embedded.home.Configuration;
import io.jenkins.plugins.rollout.embedded.home.ConfigurationException;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the Jenkinsfile at the root of the repository on the embedded controller, against a shop with customers:
 * {@code mvn -f embedded compile exec:java}. See {@link DemoOptions} for what it can be told.
 *
 * <p>It ends when the rollout has ended: exit code 0 when it succeeded, 1 when it did not, 2 when the demo could not
 * start. With people at the page it stays up a minute longer, so that they see the end.
 */
public final class Demo {
    private static final String JOB = "shop";
    private static final int SUCCEEDED = 0;
    private static final int NOT_SUCCEEDED = 1;
    private static final int NOT_STARTED = 2;

    /** Seconds that the page stays up after the end. */
    private static final int LAST_LOOK_OF_PEOPLE = 60;

    private static final int LAST_LOOK_OF_BROWSERS = 2;

    private final DemoOptions options;
    private final PrintStream console;

    private Demo(DemoOptions options, PrintStream console) {
        this.options = options;
        this.console = console;
    }

    /** Ends the JVM with the exit code, Maven's too. */
    public static void main(String[] arguments) throws InterruptedException {
        int exitCode;
        if (BacktestCommand.isAsked(arguments)) { // the one main class that exec:java starts
            exitCode = BacktestCommand.run(arguments, System.out, System.err, Clock.systemUTC());
            System.out.flush();
            System.exit(exitCode);
        }
        try {
            exitCode = new Demo(DemoOptions.of(System.getProperties()), System.out).run();
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            exitCode = NOT_STARTED;
        }
        System.exit(exitCode);
    }

    private int run() throws IOException, InterruptedException {
        Path jenkinsfile = jenkinsfile();
        Path home = options.home() == null ? Files.createTempDirectory("phased-rollout-demo-") : options.home();
        Shop.Options shopOptions =
                new Shop.Options(options.shopPort(), home.resolve("shop"), options.bad(), options.requestsPerSecond());
        try (Shop shop = new Shop(shopOptions);
                EmbeddedController controller = EmbeddedController.at(home.resolve("controller"))
                        .configuration(configuration(shop))
                        .job(JOB, jenkinsfile)
                        .port(options.port())
                        .start()) {
            PipelineRun build = unfinishedOrNewBuild(controller);
            String rollout = build.getUrl() + "rollout/";
            awaitPage(controller.url().resolve(rollout), build);
            greet(controller.url().resolve(rollout), shop);
            Result result;
            try (AutoApprover approver = new AutoApprover(people(controller.url()), rollout, console::println)) {
                if (options.auto()) {
                    approver.start();
                }
                result = build.end().get().getResult();
            } catch (ExecutionException e) {
                throw new IllegalStateException("the build has no end", e.getCause());
            }
            bid(outcome(result, controller.url(), rollout), build, shop);
            return Result.SUCCESS.equals(result) ? SUCCEEDED : NOT_SUCCEEDED;
        }
    }

    private static PipelineRun unfinishedOrNewBuild(EmbeddedController controller) {
        PipelineRun last = controller.job(JOB).getLastBuild();
        return last != null && last.isBuilding() ? last : controller.run(JOB);
    }

    /** The page is there as soon as the Jenkinsfile has come to its rollout; nobody should open it too early. */
    private static void awaitPage(URI rollout, PipelineRun build) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest look = HttpRequest.newBuilder(rollout.resolve("state")).build();
        long latest = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (build.isBuilding()
                && client.send(look, BodyHandlers.discarding()).statusCode() != 200
                && System.nanoTime() - latest < 0) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** The three lines that say what to open, who to be, and what this is. */
    private void greet(URI rollout, Shop shop) {
        console.println("Rollout page: " + rollout);
        console.println("Log in as alice or bob (release-managers) or carol (sre), the password is the name;"
                + (options.auto() ? " the demo approves by itself." : " canary and full each need two of them."));
        console.println("For trying only: it binds 127.0.0.1 and stores passwords as they are."
                + " The shop and its customers: " + shop.url() + "/");
    }

    /** The end in words, with the cause when it is a bad one. */
    private static String outcome(Result result, URI controller, String rollout) throws InterruptedException {
        if (Result.SUCCESS.equals(result)) {
            return "The rollout succeeded";
        }
        try {
            String cause = people(controller).get(0).get(rollout + "state").path("cause").asText();
            return "The rollout did not succeed, " + result + ": " + cause;
        } catch (IOException e) { // it did not even begin
            return "The rollout did not succeed, " + result + ": see " + controller.resolve(rollout + "../console");
        }
    }

    private void bid(String outcome, PipelineRun build, Shop shop) throws InterruptedException {
        console.println(outcome);
        console.println("Now " + who(shop.split()) + ". Journal: " + build.getRootDir().toPath().resolve("rollout"));
        if (!options.auto()) {
            console.println("The page stays up for " + LAST_LOOK_OF_PEOPLE + " seconds more; Ctrl+C ends it now.");
        }
        TimeUnit.SECONDS.sleep(options.auto() ? LAST_LOOK_OF_BROWSERS : LAST_LOOK_OF_PEOPLE);
    }

    private static String who(Split split) {
        String percent = split.everyone().stripTrailingZeros().toPlainString();
        return split.equals(Split.NOBODY)
                ? "everybody has " + Shop.STABLE + " again"
                : Shop.CANDIDATE + " goes to " + percent + " % of everyone";
    }

    private static List<Visitor> people(URI controller) {
        return Stream.of("alice", "bob", "carol").map(name -> new Visitor(controller, name, name)).toList();
    }

    private static Configuration configuration(Shop shop) throws IOException {
        try (InputStream yaml = Demo.class.getResourceAsStream("/demo/controller.yaml")) {
            String text = new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
            return Configuration.of(text.replace("@SHOP@", shop.url()));
        } catch (ConfigurationException e) {
            throw new IllegalStateException("the demo's own configuration is wrong: " + e.getMessage(), e);
        }
    }

    /** At the root of the repository, where Maven was started, or one above when it was started in embedded/. */
    private static Path jenkinsfile() {
        return Stream.of("Jenkinsfile", "../Jenkinsfile")
                .map(name -> Path.of(name).toAbsolutePath().normalize())
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no Jenkinsfile in "
                        + Path.of("").toAbsolutePath() + " or above; start the demo at the root of the repository"));
    }
}
