package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.Problem;
import java.util.Optional;
import org.junit.Test;

public class QuotesTest {
    @Test
    public void placeholdersInQuotesAndRegularExpressionsAreFine() {
        assertThat(problem("WHERE v = '{{version}}' AND w = \"{{phase}}\" AND `{{phase}}` = 1"), is(""));
        assertThat(problem("WHERE v = 'it\\'s {{version}}'"), is(""));
        assertThat(problem("WHERE v =~ /^{{version}}\\/$/ AND w !~  /{{phase}}/"), is(""));
        assertThat(problem("SELECT x * 100 / {{exposure}}"), is(""));
    }

    @Test
    public void outsideOfThemTheyAreNot() {
        String said = "{{version}} stands outside of quotes; write '{{version}}'";
        assertThat(problem("WHERE v = {{version}}"), is(said));
        assertThat(problem("WHERE v = 'a' AND w = {{version}} AND x = 'b'"), is(said));
        assertThat(problem("WHERE v = 'a\\\\' AND w = {{version}} AND x = 'b'"), is(said));
        assertThat(problem("SELECT a / {{version}} / b"), is(said));
        assertThat(problem("WHERE v =~ /a/ AND w = {{version}}"), is(said));
    }

    @Test
    public void otherMistakesComeFirst() {
        assertThat(problem(null), is("is missing; write something"));
        assertThat(problem("{{verison}}").startsWith("{{verison}} is not known here"), is(true));
    }

    private static String problem(String query) {
        Optional<Problem> problem = Quotes.required("query", query, "something");
        return problem.map(Problem::message).orElse("");
    }
}
