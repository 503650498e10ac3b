package io.jenkins.plugins.rollout.embedded.cps;

import groovy.lang.GroovyObjectSupport;
import hudson.EnvVars;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Map;

/** {@code env}: reads what applies at this place of the program, writes for all of it. */
public final class EnvironmentGlobal extends GroovyObjectSupport implements Serializable {
    private static final long serialVersionUID = 1L;
    private final ProgramOwner owner;

    EnvironmentGlobal(ProgramOwner owner) {
        this.owner = owner;
    }

    @Override
    public Object getProperty(String name) {
        return program().environmentHere().get(name);
    }

    @Override
    public void setProperty(String name, Object value) {
        if (value == null) {
            program().state().environment.remove(name);
        } else {
            program().state().environment.put(name, value.toString());
        }
    }

    public Map<String, String> getEnvironment() {
        return new EnvVars(program().environmentHere());
    }

    private Program program() {
        try {
            return owner.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
