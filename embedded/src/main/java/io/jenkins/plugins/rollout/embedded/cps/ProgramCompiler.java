package io.jenkins.plugins.rollout.embedded.cps;

import com.cloudbees.groovy.cps.CpsTransformer;
import com.cloudbees.groovy.cps.NonCPS;
import com.cloudbees.groovy.cps.TransformerConfiguration;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.customizers.ImportCustomizer;

/** Turns a Jenkinsfile into a class whose methods can be suspended and saved. */
final class ProgramCompiler {
    /** The class' name in Jenkins, and so in every stack trace that people look up. */
    static final String CLASS_NAME = "WorkflowScript";

    private final GroovyClassLoader loader;
    private final Class<? extends ProgramScript> scriptClass;

    ProgramCompiler(String source) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(ProgramScript.class.getName());
        ImportCustomizer imports = new ImportCustomizer();
        imports.addStarImports(NonCPS.class.getPackageName(), "hudson.model", "jenkins.model");
        CpsTransformer transformer = new CpsTransformer();
        transformer.setConfiguration(new TransformerConfiguration().withClosureType(ProgramClosure.class));
        configuration.addCompilationCustomizers(imports, transformer);
        this.loader = new GroovyClassLoader(ProgramCompiler.class.getClassLoader(), configuration);
        Class<?> parsed = loader.parseClass(new GroovyCodeSource(source, CLASS_NAME, "/rollout/script"), false);
        this.scriptClass = parsed.asSubclass(ProgramScript.class);
    }

    ClassLoader loader() {
        return loader;
    }

    ProgramScript newScript() {
        try {
            return scriptClass.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the script could not be made", e);
        }
    }
}
