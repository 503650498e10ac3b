package io.jenkins.plugins.rollout.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.BeforeClass;
import org.junit.Test;

/** The walls of the house: arrows run one way, and the core knows no Jenkins. */
public class LayersTest {
    private static final String ROOT = "io.jenkins.plugins.rollout.";
    private static JavaClasses classes;

    @BeforeClass
    public static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("/rollout/embedded/") && !location.contains("/rollout/demo/"))
                .importPackages("io.jenkins.plugins.rollout");
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(classes);
    }

    @Test
    public void arrowsRunOneWay() {
        check(layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("edges")
                .definedBy(ROOT + "controller..", ROOT + "pipeline..", ROOT + "web..")
                .layer("service")
                .definedBy(ROOT + "service..")
                .layer("world")
                .definedBy(ROOT + "metric..", ROOT + "target..", ROOT + "notify..", ROOT + "feedback..",
                        ROOT + "definition..", ROOT + "backtest..")
                .layer("audit")
                .definedBy(ROOT + "audit..", ROOT + "history..")
                .layer("http")
                .definedBy(ROOT + "http..")
                .layer("engine")
                .definedBy(ROOT + "engine..")
                .layer("rules")
                .definedBy(ROOT + "analysis..", ROOT + "audience..", ROOT + "journal..", ROOT + "policy..")
                .layer("model")
                .definedBy(ROOT + "model..")
                .whereLayer("edges")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("service")
                .mayOnlyBeAccessedByLayers("edges")
                .whereLayer("world")
                .mayOnlyBeAccessedByLayers("edges", "service")
                .whereLayer("audit")
                .mayOnlyBeAccessedByLayers("edges", "service")
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers("edges", "service", "world", "audit")
                .whereLayer("rules")
                .mayOnlyBeAccessedByLayers("edges", "service", "world", "audit", "http", "engine"));
    }

    @Test
    public void packagesHaveNoCycles() {
        check(slices().matching(ROOT + "(*)..").should().beFreeOfCycles());
    }

    @Test
    public void coreKnowsNoJenkins() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + "model..", ROOT + "engine..", ROOT + "analysis..", ROOT + "journal..", ROOT + "policy..",
                        ROOT + "http..", ROOT + "audit..", ROOT + "history..", ROOT + "audience..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..", "jakarta.servlet..",
                        "org.springframework.."));
    }

    @Test
    public void decisionsAreMadeWithoutClockThreadOrDisk() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + "model..")
                .or()
                .haveNameMatching(".*\\.engine\\.(Decider|HumanDecider|ApprovalDecider|ApprovalRules|ApprovalStory|"
                        + "Requests|Answers|Progress|Undoing|Wants|Unfolding|Evidence|Permitted|Story)")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "java.nio.file..", "java.net..")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis"));
    }

    @Test
    public void namesSayWhatAClassIs() {
        check(classes()
                .that()
                .resideInAPackage("io.jenkins.plugins.rollout..")
                .and()
                .doNotHaveSimpleName("DescriptorImpl") // what every Jenkins plugin calls it
                .should()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .andShould()
                .haveSimpleNameNotEndingWith("Impl")
                .andShould()
                .haveSimpleNameNotEndingWith("Info"));
    }
}
