package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.ExtensionList;
import hudson.model.Descriptor;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;

/** A kind of step: its name in a Jenkinsfile and what it needs around it. */
public abstract class StepDescriptor extends Descriptor<Step> {
    /** Kinds of objects that {@link StepContext#get} must be able to give, or the step is refused. */
    public abstract Set<? extends Class<?>> getRequiredContext();

    /** Kinds of objects that the step's block gets from it. */
    public Set<? extends Class<?>> getProvidedContext() {
        return Set.of();
    }

    public abstract String getFunctionName();

    public boolean takesImplicitBlockArgument() {
        return false;
    }

    public boolean isAdvanced() {
        return false;
    }

    public boolean isMetaStep() {
        return false;
    }

    @Deprecated
    public Step newInstance(Map<String, Object> arguments) throws Exception {
        return DescribableModel.of(clazz).instantiate(arguments);
    }

    @Deprecated
    public UninstantiatedDescribable uninstantiate(Step step) throws UnsupportedOperationException {
        return DescribableModel.uninstantiate2_(step);
    }

    public final void checkContextAvailability(StepContext c)
            throws MissingContextVariableException, IOException, InterruptedException {
        for (Class<?> type : getRequiredContext()) {
            if (c.get(type) == null) {
                throw new MissingContextVariableException(type, this);
            }
        }
    }

    /** What stands beside the step's name where steps are shown; null for nothing. */
    @CheckForNull
    public String argumentsToString(@NonNull Map<String, Object> namedArgs) {
        if (namedArgs.size() != 1) {
            return null;
        }
        Object sole = namedArgs.values().iterator().next();
        boolean simple = sole instanceof CharSequence
                || sole instanceof Number
                || sole instanceof Boolean
                || sole instanceof Enum;
        return simple ? sole.toString() : null;
    }

    public static ExtensionList<StepDescriptor> all() {
        return ExtensionList.lookup(StepDescriptor.class);
    }

    @Nullable
    public static StepDescriptor byFunctionName(String name) {
        for (StepDescriptor d : all()) {
            if (d.getFunctionName().equals(name)) {
                return d;
            }
        }
        return null;
    }
}
