package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.Test;
import org.kohsuke.stapler.verb.POST;

/** Whatever a form asks of the controller is a POST, so that no link can ask it. */
public class FormSecurityTest {
    @Test
    public void formsAskByPost() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.jenkins.plugins.rollout");
        List<JavaMethod> asked = classes.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getName().matches("do(Check|Fill)[A-Z].*"))
                .toList();
        assertThat(asked.size(), is(greaterThan(10)));
        assertThat(
                asked.stream()
                        .filter(method -> !method.isAnnotatedWith(POST.class))
                        .toList(),
                is(empty()));
    }
}
