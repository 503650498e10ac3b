package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;

/** An argument that is a text. */
public class StringParameterDefinition extends SimpleParameterDefinition {
    private final String defaultValue;

    public StringParameterDefinition(@NonNull String name, String defaultValue) {
        super(name);
        this.defaultValue = defaultValue;
    }

    @Override
    public StringParameterValue getDefaultParameterValue() {
        return new StringParameterValue(getName(), defaultValue);
    }

    @Override
    public ParameterValue createValue(String value) {
        return new StringParameterValue(getName(), value);
    }
}
