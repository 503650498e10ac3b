package io.jenkins.plugins.rollout.target;

import hudson.model.Job;
import hudson.model.ParameterDefinition;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.SimpleParameterDefinition;
import hudson.model.StringParameterValue;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a build that a rollout starts. */
final class JobArguments {
    private final Job<?, ?> job;
    private final List<ParameterDefinition> definitions;

    JobArguments(Job<?, ?> job) {
        this.job = job;
        ParametersDefinitionProperty property = job.getProperty(ParametersDefinitionProperty.class);
        this.definitions = property == null ? List.of() : property.getParameterDefinitions();
    }

    /**
     * All parameters that the job defines, with their defaults, and over them those of the rollout and the given ones.
     * The rollout's need no definition in the job: Jenkins drops undefined ones unless they are known to be safe.
     *
     * @throws IllegalArgumentException naming the parameter that the job does not define or whose value it does not take
     */
    ParametersAction of(TargetCall call, List<JobParameter> given) {
        Map<String, String> rollout = rollout(call);
        var texts = new LinkedHashMap<>(rollout);
        for (JobParameter parameter : given) {
            if (definitions.stream().noneMatch(each -> each.getName().equals(parameter.getName()))) {
                throw new IllegalArgumentException(job.getFullDisplayName() + " has no parameter '"
                        + parameter.getName() + "'; define it there, or leave it out here");
            }
            texts.put(parameter.getName(), Template.fill(parameter.getValue(), call.situation().placeholders()));
        }
        List<ParameterValue> values = new ArrayList<>();
        for (ParameterDefinition definition : definitions) {
            String text = texts.remove(definition.getName());
            ParameterValue value = text == null ? definition.getDefaultParameterValue() : value(definition, text);
            if (value != null) {
                values.add(value);
            }
        }
        texts.forEach((name, text) -> values.add(new StringParameterValue(name, text)));
        return new ParametersAction(values, rollout.keySet());
    }

    private static Map<String, String> rollout(TargetCall call) {
        var values = new LinkedHashMap<>(call.situation().environmentVariables(call.action()));
        values.put("ROLLOUT_OPERATION", call.operation());
        return values;
    }

    private ParameterValue value(ParameterDefinition definition, String text) {
        ParameterValue value = definition instanceof SimpleParameterDefinition simple
                ? created(simple, text)
                : new StringParameterValue(definition.getName(), text);
        if (value == null || !definition.isValid(value)) {
            throw new IllegalArgumentException(refusal(definition));
        }
        return value;
    }

    private ParameterValue created(SimpleParameterDefinition definition, String text) {
        try {
            return definition.createValue(text);
        } catch (IllegalArgumentException e) {
            // a choice that is not among the choices
            throw new IllegalArgumentException(refusal(definition), e);
        }
    }

    /** Without the value, which could be meant for a password parameter. */
    private String refusal(ParameterDefinition definition) {
        return job.getFullDisplayName() + " does not take the value given for its parameter '" + definition.getName()
                + "'";
    }
}
