package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A step stands where something it needs is not around it. */
public class MissingContextVariableException extends Exception {
    private static final long serialVersionUID = 1L;

    @NonNull
    private final Class<?> type;

    @CheckForNull
    private final String functionName;

    @Deprecated
    public MissingContextVariableException(@NonNull Class<?> type) {
        this(type, null);
    }

    public MissingContextVariableException(@NonNull Class<?> type, @CheckForNull StepDescriptor d) {
        this.type = type;
        this.functionName = d == null ? null : d.getFunctionName();
    }

    public Class<?> getType() {
        return type;
    }

    @Override
    public String getMessage() {
        String missing = "Required context " + type + " is missing";
        List<StepDescriptor> providers = getProviders();
        if (providers.isEmpty()) {
            return missing;
        }
        return missing + "\nPerhaps you forgot to surround the " + (functionName == null ? "" : functionName + " ")
                + "step with a step that provides this, such as: "
                + providers.stream().map(StepDescriptor::getFunctionName).collect(Collectors.joining(", "));
    }

    @NonNull
    public List<StepDescriptor> getProviders() {
        return StepDescriptor.all().stream()
                .filter(d -> isIn(d.getProvidedContext()) && !isIn(d.getRequiredContext()))
                .toList();
    }

    private boolean isIn(Set<? extends Class<?>> classes) {
        return classes.stream().anyMatch(type::isAssignableFrom);
    }
}
