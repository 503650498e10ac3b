package io.jenkins.plugins.rollout.embedded.cps;

import groovy.lang.GroovyObjectSupport;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;

/** {@code steps.echo 'x'}: the steps without the script's own methods. */
public final class StepsGlobal extends GroovyObjectSupport implements Serializable {
    private static final long serialVersionUID = 1L;
    private final ProgramOwner owner;

    StepsGlobal(ProgramOwner owner) {
        this.owner = owner;
    }

    @Override
    public Object invokeMethod(String name, Object args) {
        try {
            return owner.get().dsl().invoke(name, args);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
