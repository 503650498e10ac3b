package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** A build's arguments. */
public class ParametersAction implements Action {
    private final List<ParameterValue> parameters;

    public ParametersAction(List<ParameterValue> parameters) {
        this.parameters = new ArrayList<>(parameters);
    }

    /** @param additionalSafeParameters those that need no definition in the job; here none does */
    public ParametersAction(List<ParameterValue> parameters, Collection<String> additionalSafeParameters) {
        this(parameters);
    }

    public ParametersAction(ParameterValue... parameters) {
        this(List.of(parameters));
    }

    public List<ParameterValue> getParameters() {
        return Collections.unmodifiableList(parameters);
    }

    public List<ParameterValue> getAllParameters() {
        return getParameters();
    }

    @CheckForNull
    public ParameterValue getParameter(String name) {
        return parameters.stream()
                .filter(p -> p.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String getDisplayName() {
        return "Parameters";
    }

    @Override
    public String getIconFileName() {
        return "symbol-parameters";
    }

    @Override
    public String getUrlName() {
        return "parameters";
    }
}
