package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.model.Criterion;
import java.util.Map;
import org.jenkinsci.plugins.structs.SymbolLookup;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.junit.Test;

/** What every {@link MetricCriterion} must do. For one of your own, extend this with one that is filled in well. */
public abstract class MetricCriterionContract extends DescribableContract<MetricCriterion> {
    /** A criterion with nothing wrong in it. */
    protected abstract MetricCriterion criterion();

    @Override
    protected final MetricCriterion described() {
        return criterion();
    }

    @Override
    protected final Class<MetricCriterion> kind() {
        return MetricCriterion.class;
    }

    @Test
    public void isWhatThePlanKeeps() {
        assertThat(criterion().validate().isEmpty(), is(true));
        Criterion kept = criterion().toCriterion();
        assertThat(kept.name(), is(criterion().getName()));
        assertThat(SymbolLookup.getSymbolValue(criterion()), contains(kept.kind()));
        assertThat(kept.limit().isBlank(), is(false));
        assertThat(kept.source().isBlank(), is(false));
        assertThat(kept.definition(), is(Definitions.toJson(criterion())));
    }

    @Test
    public void saysWhatIsMissingInsteadOfThrowing() {
        MetricCriterion empty = DescribableModel.of(criterion().getClass()).instantiate(Map.of(), null);
        assertThat(empty.validate().isEmpty(), is(false));
        empty.validate().forEach(problem -> {
            assertThat(problem.field().isBlank(), is(false));
            assertThat(problem.message().isBlank(), is(false));
        });
        assertThrows(IllegalArgumentException.class, empty::toCriterion);
    }
}
