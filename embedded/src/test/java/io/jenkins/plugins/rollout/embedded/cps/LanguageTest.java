package io.jenkins.plugins.rollout.embedded.cps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.ParametersAction;
import hudson.model.Result;
import hudson.model.StringParameterValue;
import io.jenkins.plugins.rollout.embedded.Embedded;
import org.junit.Rule;
import org.junit.Test;

public class LanguageTest {
    @Rule
    public final Embedded embedded = new Embedded();

    @Test
    public void closuresLoopsAndMethodsAreSuspendedAnywhere() throws Exception {
        String log = embedded.run(
                Result.SUCCESS,
                """
                def twice(int n) { sleep time: 20, unit: 'MILLISECONDS'; return n * 2 }
                def seen = []
                [1, 2, 3].each { seen << twice(it) }
                for (n in 4..5) { seen << twice(n) }
                for (int i = 6; i < 7; i++) { seen << twice(i) }
                int left = 1
                while (left > 0) { seen << twice(7); left-- }
                echo "seen ${seen}"
                for (e in [x: 9]) { sleep time: 20, unit: 'MILLISECONDS'; seen << twice(e.value) }
                echo "collected ${[a: 1, b: 2].collect { k, v -> "$k=${twice(v)}" }.join(' ')}"
                switch (seen.size()) { case 8: echo 'eight'; break; default: echo 'other' }
                echo "sorted ${[3, 1, 2].sort()} ${'text' ?: 'none'} ${seen?.size()}"
                """);
        assertThat(
                log,
                allOf(
                        containsString("seen [2, 4, 6, 8, 10, 12, 14]\n"),
                        containsString("collected a=2 b=4\n"),
                        containsString("eight\n"),
                        containsString("sorted [1, 2, 3] text 8\n")));
    }

    @Test
    public void errorsAreCaughtAndCleanedUp() throws Exception {
        String log = embedded.run(
                Result.SUCCESS,
                """
                try {
                  try { error 'first' } finally { echo 'cleaned up' }
                } catch (hudson.AbortException e) {
                  echo "caught ${e.message}"
                }
                try {
                  throw new IllegalStateException('second')
                } catch (IllegalStateException | IllegalArgumentException e) {
                  echo "caught ${e.message}"
                }
                """);
        assertThat(
                log,
                allOf(
                        containsString("cleaned up\n"),
                        containsString("caught first\n"),
                        containsString("caught second\n")));
    }

    @Test
    public void classesAndNonCpsMethodsOfTheScriptWork() throws Exception {
        String log = embedded.run(
                Result.SUCCESS,
                """
                class Shop implements Serializable { String name; String hello(String to) { "$name greets $to" } }
                @NonCPS def longest(List words) { words.max { it.size() } }
                def shop = new Shop(name: 'shop')
                sleep time: 1, unit: 'MILLISECONDS'
                echo shop.hello(longest(['a', 'abc', 'ab']))
                """);
        assertThat(log, containsString("shop greets abc\n"));
    }

    @Test
    public void environmentParametersAndBuildAreAtHand() throws Exception {
        embedded.start(
                """
                env.OWN = 'set'
                withEnv(['OWN=inner', 'MORE=$OWN!']) { echo "inside ${env.OWN} ${env.MORE} ${MORE}" }
                echo "outside ${env.OWN} ${env.MORE}"
                echo "build ${env.BUILD_NUMBER} of ${env.JOB_NAME} at ${BUILD_URL}"
                echo "asked for ${params.WHO}, ${env.WHO}"
                currentBuild.description = "for ${params.WHO}"
                currentBuild.displayName = 'named'
                currentBuild.result = 'UNSTABLE'
                echo "so far ${currentBuild.currentResult} ${currentBuild.number}"
                """,
                new ParametersAction(new StringParameterValue("WHO", "me")));
        String log = embedded.end(Result.UNSTABLE);
        String url = embedded.controller().url() + "job/job/1/";
        assertThat(
                log,
                allOf(
                        containsString("inside inner inner! inner!\n"),
                        containsString("outside set null\n"),
                        containsString("build 1 of job at " + url + "\n"),
                        containsString("asked for me, me\n"),
                        containsString("so far UNSTABLE 1\n")));
        assertThat(embedded.build().getDescription(), is("for me"));
        assertThat(embedded.build().getDisplayName(), is("named"));
    }

    @Test
    public void theControllersOwnEnvironmentStaysOutsideOfNode() throws Exception {
        assertThat(
                embedded.run(Result.SUCCESS, "echo \"path ${env.PATH}\"; node { echo \"node path ${env.PATH}\" }"),
                allOf(containsString("path null\n"), containsString("node path " + System.getenv("PATH") + "\n")));
    }

    @Test
    public void anErrorOfTheScriptNamesItsLine() throws Exception {
        String log = embedded.run(Result.FAILURE, "echo 'one'\n\nnull.trim()\n");
        assertThat(log, containsString("ERROR: Jenkinsfile line 3: java.lang.NullPointerException"));
    }

    @Test
    public void aMistakeInTheSyntaxNamesItsLine() throws Exception {
        String log = embedded.run(Result.FAILURE, "echo 'one'\ndef = 3\n");
        assertThat(log, containsString("WorkflowScript: 2: "));
        assertThat(log, not(containsString("one\n")));
    }

    @Test
    public void whatIsNoStepIsRefusedWithTheNamesThatAre() throws Exception {
        String log = embedded.run(Result.FAILURE, "ecko 'x'\n");
        assertThat(log, containsString("No such DSL method 'ecko' found among steps [deployTo, "));
        assertThat(log, containsString("or globals [currentBuild, env, params, steps]"));
    }

    @Test
    public void declarativeIsRefusedWithALineThatSaysWhy() throws Exception {
        String log =
                embedded.run(Result.FAILURE, "pipeline { agent any; stages { stage('x') { steps { echo 'x' } } } }");
        assertThat(
                log,
                containsString(
                        "ERROR: pipeline { … }: Declarative Pipeline needs Jenkins; this controller runs Scripted"
                                + " Pipeline, so write the steps at the top level: stage('…') { … }\n"));
    }

    @Test
    public void aBlockStepWithoutItsBlockIsRefused() throws Exception {
        assertThat(embedded.run(Result.FAILURE, "stage 'x'"), containsString("stage step must be called with a body"));
    }

    @Test
    public void severalUnnamedArgumentsAreRefused() throws Exception {
        assertThat(
                embedded.run(Result.FAILURE, "echo 'a', 'b'"),
                containsString("Expected named arguments but got [a, b]"));
    }

    @Test
    public void whatCannotBeSavedFailsTheBuildAndSaysWhat() throws Exception {
        String log = embedded.run(Result.FAILURE, "def m = ('x' =~ 'x')\nsleep 600\n");
        assertThat(
                log,
                containsString("the program could not be saved while it waits: "
                        + "java.io.NotSerializableException: java.util.regex.Matcher"));
    }

    @Test
    public void printlnIsEcho() throws Exception {
        assertThat(
                embedded.run(Result.SUCCESS, "println 'top'\nstage('x') { println \"in ${1 + 1}\" }"),
                allOf(containsString("top\n"), containsString("in 2\n")));
    }
}
