package io.jenkins.plugins.rollout.embedded.cps;

import com.cloudbees.groovy.cps.SerializableScript;
import groovy.lang.Closure;
import groovy.lang.MissingPropertyException;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The base class of all Jenkinsfiles: what is no method or variable of theirs is a step, a symbol or a global. */
public abstract class ProgramScript extends SerializableScript {
    private static final long serialVersionUID = 1L;

    private transient Program program;

    void belongTo(Program owner) {
        this.program = owner;
    }

    Program program() {
        return program;
    }

    public EnvironmentGlobal getEnv() {
        return new EnvironmentGlobal(program.owner());
    }

    public CurrentBuild getCurrentBuild() {
        return new CurrentBuild(program.run().getExternalizableId());
    }

    /** The build's arguments. */
    public Map<String, Object> getParams() {
        Map<String, Object> values = new LinkedHashMap<>();
        ParametersAction parameters = program.run().getAction(ParametersAction.class);
        if (parameters != null) {
            for (ParameterValue p : parameters.getParameters()) {
                values.put(p.getName(), p.getValue());
            }
        }
        return Collections.unmodifiableMap(values);
    }

    public StepsGlobal getSteps() {
        return new StepsGlobal(program.owner());
    }

    @Override
    public Object invokeMethod(String name, Object args) {
        if (getBinding().hasVariable(name) && getBinding().getVariable(name) instanceof Closure<?> closure) {
            return closure.call((Object[]) args);
        }
        return program.dsl().invoke(name, args);
    }

    /** A name that is nothing else may be an environment variable, as in Jenkins. */
    @Override
    public Object getProperty(String property) {
        try {
            return super.getProperty(property);
        } catch (MissingPropertyException missing) {
            String value = program == null ? null : program.environmentHere().get(property);
            if (value == null) {
                throw missing;
            }
            return value;
        }
    }

    // Groovy gives every object these methods; a Jenkinsfile means the steps

    public Object sleep(long time) {
        return invokeMethod("sleep", new Object[] {time});
    }

    @Override
    public void println() {
        invokeMethod("echo", new Object[] {""});
    }

    @Override
    public void println(Object value) {
        invokeMethod("echo", new Object[] {String.valueOf(value)});
    }

    @Override
    public void print(Object value) {
        println(value);
    }

    protected Object readResolve() {
        program = ProgramStore.current();
        return this;
    }
}
