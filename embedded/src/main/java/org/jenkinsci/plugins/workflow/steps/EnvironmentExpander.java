package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Adds environment variables to a block. */
public abstract class EnvironmentExpander implements Serializable {
    private static final long serialVersionUID = 1L;

    public abstract void expand(@NonNull EnvVars env) throws IOException, InterruptedException;

    @NonNull
    public Set<String> getSensitiveVariables() {
        return Set.of();
    }

    public static EnvironmentExpander constant(@NonNull Map<String, String> env) {
        return new Constant(new HashMap<>(env));
    }

    /** The outer one first, so that the inner one wins. */
    public static EnvironmentExpander merge(
            @CheckForNull EnvironmentExpander original, @NonNull EnvironmentExpander subsequent) {
        return original == null ? subsequent : new Merged(original, subsequent);
    }

    private static final class Constant extends EnvironmentExpander {
        private static final long serialVersionUID = 1L;
        private final HashMap<String, String> variables;

        Constant(HashMap<String, String> variables) {
            this.variables = variables;
        }

        @Override
        public void expand(EnvVars env) {
            env.overrideAll(variables);
        }
    }

    private static final class Merged extends EnvironmentExpander {
        private static final long serialVersionUID = 1L;
        private final EnvironmentExpander outer;
        private final EnvironmentExpander inner;

        Merged(EnvironmentExpander outer, EnvironmentExpander inner) {
            this.outer = outer;
            this.inner = inner;
        }

        @Override
        public void expand(EnvVars env) throws IOException, InterruptedException {
            outer.expand(env);
            inner.expand(env);
        }

        @Override
        public Set<String> getSensitiveVariables() {
            Set<String> all = new HashSet<>(outer.getSensitiveVariables());
            all.addAll(inner.getSensitiveVariables());
            return all;
        }
    }
}
