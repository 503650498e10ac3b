package io.jenkins.plugins.rollout.feedback;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.junit.ClassRule;
import org.junit.Test;

public class FeedbackCriterionTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    private static FeedbackCriterion of(Map<String, Object> arguments) {
        return DescribableModel.of(FeedbackCriterion.class).instantiate(arguments, null);
    }

    private static FeedbackCriterion.Said judge(Map<String, Object> arguments, int... scores) {
        return of(arguments).judge(Tally.of(Voices.ratings(scores)));
    }

    @Test
    public void saysWhyInOneSentence() {
        assertThat(
                judge(Map.of("minimumScore", 4), 5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 3, 1),
                is(new FeedbackCriterion.Said(Verdict.PASS, "12 responses, mean 4.2, 1 negative (8.3 %)")));
        assertThat(judge(Map.of("minimumScore", 4), 5).why(), is("1 response, mean 5, none negative"));
    }

    @Test
    public void waitsWhileTooFewHaveAnswered() {
        var two = Map.<String, Object>of("minimumResponses", 2, "minimumScore", 4);
        assertThat(judge(two), is(new FeedbackCriterion.Said(Verdict.WAITING, "no responses; 2 more wanted")));
        assertThat(judge(two, 1).verdict(), is(Verdict.WAITING));
        assertThat(judge(two, 4, 4).verdict(), is(Verdict.PASS));
    }

    @Test
    public void failsBelowTheMean() {
        assertThat(
                judge(Map.of("minimumScore", new BigDecimal("4.5")), 4, 5, 4),
                is(new FeedbackCriterion.Said(
                        Verdict.FAIL, "3 responses, mean 4.3, none negative; the mean, 4.33333, is less than 4.5")));
        assertThat("the limit itself holds", judge(Map.of("minimumScore", "4.5"), 4, 5).verdict(), is(Verdict.PASS));
    }

    @Test
    public void aNumberOfNegativeRatingsFailsAtOnceAShareOnceThereAreEnough() {
        var number = Map.<String, Object>of("minimumResponses", 10, "maximumNegative", 1);
        assertThat(judge(number, 1).verdict(), is(Verdict.WAITING));
        assertThat(judge(number, 1, 2).verdict(), is(Verdict.FAIL));
        var share = Map.<String, Object>of("minimumResponses", 4, "maximumNegative", "25%");
        assertThat(judge(share, 1, 2).verdict(), is(Verdict.WAITING));
        assertThat(judge(share, 1, 5, 5, 5).verdict(), is(Verdict.PASS));
        assertThat(judge(share, 1, 2, 5, 5).why(), is("4 responses, mean 3.3, 2 negative (50 %); more than 25% negative"));
    }

    @Test
    public void holdsWithoutAnyWhenNoneIsWanted() {
        var none = Map.<String, Object>of("minimumResponses", 0, "maximumNegative", 0, "minimumScore", 4);
        assertThat(judge(none), is(new FeedbackCriterion.Said(Verdict.PASS, "no responses")));
        assertThat(judge(none, 2).verdict(), is(Verdict.FAIL));
    }

    @Test
    public void saysItsLimitInWords() {
        var criterion = of(Map.of(
                "minimumResponses", 10, "minimumScore", 4, "maximumNegative", "10%", "phases", "dogfood", "namedOnly", true));
        assertThat(
                criterion.toCriterion().limit(), is("at least 10 responses, mean at least 4, negative at most 10%"));
        assertThat(criterion.toCriterion().source(), is("ratings with a name of dogfood"));
        assertThat(of(Map.of("minimumScore", 4)).toCriterion().limit(), is("at least 1 response, mean at least 4"));
        assertThat(of(Map.of("minimumScore", 4)).getName(), is("feedback"));
    }

    @Test
    public void saysAllThatIsWrongWithIt() {
        assertThat(
                problems(Map.of("minimumResponses", -1, "minimumScore", 6, "maximumNegative", "many")),
                contains(
                        "minimumResponses: -1 is not between 0 and 5000",
                        "minimumScore: 6.0 is not between 1 and 5",
                        "maximumNegative: 'many' is neither a whole number, 3, nor a share of all ratings, '10%'"));
        for (String wrong : List.of("-1", "101%", "1.5", "%", "NaN")) {
            assertThat(wrong, problems(Map.of("maximumNegative", wrong)).size(), is(1));
        }
        assertThat(problems(Map.of("minimumResponses", 1)).size(), is(0));
    }

    @Test
    public void isWrittenByItsSymbol() throws Exception {
        var written = new UninstantiatedDescribable("feedback", null, Map.of("maximumNegative", 3));
        var made = (FeedbackCriterion) written.instantiate(io.jenkins.plugins.rollout.metric.MetricCriterion.class, null);
        assertThat(made.getMaximumNegative(), is("3"));
    }

    private static List<String> problems(Map<String, Object> arguments) {
        return of(arguments).validate().stream().map(Problem::toString).toList();
    }
}
