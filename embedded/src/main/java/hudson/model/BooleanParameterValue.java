package hudson.model;

/** A yes or no. */
public class BooleanParameterValue extends ParameterValue {
    private static final long serialVersionUID = 1L;

    public final boolean value;

    public BooleanParameterValue(String name, boolean value) {
        this(name, value, null);
    }

    public BooleanParameterValue(String name, boolean value, String description) {
        super(name, description);
        this.value = value;
    }

    @Override
    public Boolean getValue() {
        return value;
    }
}
