package io.jenkins.plugins.rollout.embedded.cps;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Outcome;
import hudson.AbortException;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.TaskListener;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jenkinsci.plugins.structs.SymbolLookup;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.structs.describable.NoStaplerConstructorException;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** Calls what a Jenkinsfile names: steps, and symbols of describables that become arguments of steps. */
final class Dsl {
    private final Program program;

    Dsl(Program program) {
        this.program = program;
    }

    Object invoke(String name, Object args) {
        StepDescriptor step = StepDescriptor.byFunctionName(name);
        if (step != null) {
            return call(step, args);
        }
        if (name.equals("pipeline")) {
            throw sneak(new AbortException("pipeline { … }: Declarative Pipeline needs Jenkins; this controller runs"
                    + " Scripted Pipeline, so write the steps at the top level: stage('…') { … }"));
        }
        Descriptor<?> symbol = SymbolLookup.get().findDescriptor(Describable.class, name);
        if (symbol != null) {
            return describable(name, symbol, args);
        }
        throw new NoSuchMethodError("No such DSL method '" + name + "' found among steps " + stepNames()
                + " or symbols " + symbols() + " or globals [currentBuild, env, params, steps]");
    }

    private static Object describable(String name, Descriptor<?> descriptor, Object args) {
        Arguments arguments = Arguments.of(args, false, UninstantiatedDescribable.ANONYMOUS_KEY, false);
        return new UninstantiatedDescribable(name, null, arguments.named());
    }

    private Object call(StepDescriptor descriptor, Object args) {
        String name = descriptor.getFunctionName();
        Arguments arguments = arguments(descriptor, args);
        if (arguments.block() == null && descriptor.takesImplicitBlockArgument()) {
            throw new IllegalStateException(name + " step must be called with a body");
        }
        StepCall call = program.newCall(descriptor, arguments.block());
        program.run().listener().getLogger().println("[Pipeline] " + name);
        if (start(call, descriptor, arguments.named())) {
            return replay(call, name);
        }
        return Continuable.suspend(name, call);
    }

    /** Whether the step is over already. */
    private static boolean start(StepCall call, StepDescriptor descriptor, Map<String, Object> arguments) {
        try {
            descriptor.checkContextAvailability(call);
            StepExecution execution = step(call, descriptor, arguments).start(call);
            call.run(execution);
            return execution.start();
        } catch (Exception e) {
            call.onFailure(e);
            return true;
        }
    }

    @SuppressWarnings("deprecation") // steps that bind by themselves override it
    private static Step step(StepCall call, StepDescriptor descriptor, Map<String, Object> arguments) throws Exception {
        if (Util.isOverridden(StepDescriptor.class, descriptor.getClass(), "newInstance", Map.class)) {
            return descriptor.newInstance(arguments);
        }
        return DescribableModel.of(descriptor.clazz).instantiate(arguments, call.get(TaskListener.class));
    }

    private static Object replay(StepCall call, String name) {
        Outcome outcome = call.outcome();
        if (outcome == null) {
            throw new AssertionError(
                    "Step " + name + " claimed to have ended synchronously, but didn't set the result via"
                            + " StepContext.onSuccess/onFailure");
        }
        if (outcome.isFailure()) {
            throw sneak(outcome.getAbnormal());
        }
        return outcome.getNormal();
    }

    private static Arguments arguments(StepDescriptor descriptor, Object args) {
        boolean takesBlock = descriptor.takesImplicitBlockArgument();
        DescribableModel<?> model;
        try {
            model = DescribableModel.of(descriptor.clazz);
        } catch (NoStaplerConstructorException e) {
            return Arguments.of(args, takesBlock, null, false);
        }
        DescribableParameter sole = model.getSoleRequiredParameter();
        boolean soleOnly = sole != null && model.getParameters().size() == 1;
        return Arguments.of(args, takesBlock, sole == null ? null : sole.getName(), soleOnly);
    }

    private static Set<String> stepNames() {
        Set<String> names = new TreeSet<>();
        StepDescriptor.all().forEach(d -> names.add(d.getFunctionName()));
        return names;
    }

    private static Set<String> symbols() {
        Set<String> symbols = new TreeSet<>();
        ExtensionList.lookup(Descriptor.class).forEach(d -> symbols.addAll(SymbolLookup.getSymbolValue(d.getClass())));
        return symbols;
    }

    /** Groovy knows no checked exceptions, and a script must be able to catch what the step threw. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneak(Throwable t) throws T {
        throw (T) t;
    }
}
