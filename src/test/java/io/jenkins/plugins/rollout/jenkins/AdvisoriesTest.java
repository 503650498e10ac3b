package io.jenkins.plugins.rollout.jenkins;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.BeforeClass;
import org.junit.Test;
import org.kohsuke.stapler.bind.JavaScriptMethod;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/**
 * What Jenkins' security advisories find in plugins again and again, looked for in all our classes, views and scripts.
 * The other half, for which a Jenkins must run, is {@link AdvisoriesInJenkinsTest}.
 */
public class AdvisoriesTest {
    private static final String ROOT = "io.jenkins.plugins.rollout";
    private static final Path SOURCES = Path.of("src/main");
    private static JavaClasses classes;

    @BeforeClass
    public static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("/test-classes/"))
                .importPackages(ROOT);
        assertThat(classes.size(), is(greaterThan(200)));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(classes);
    }

    private static Stream<JavaMethod> webMethods() {
        return classes.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(method -> method.getName().matches("do[A-Z].*"));
    }

    private static boolean isForForms(JavaMethod method) {
        return method.getName().matches("do(Check|Fill|AutoComplete|Validate|Test)[A-Z].*");
    }

    /** All places in files of a kind that a pattern finds, as file and line. */
    private static List<String> found(String folder, String suffix, String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        try (Stream<Path> files = Files.walk(SOURCES.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .flatMap(file -> lines(file).map(line -> wanted.matcher(line))
                            .filter(Matcher::find)
                            .map(match -> file.getFileName() + ": " + match.group()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SECURITY-3781, SECURITY-1958, SECURITY-2293: a link or an image does something. */
    @Test
    public void csrfOnActionEndpoints() {
        Set<String> readers = Set.of(
                "doState", "doEvents", "doJournal", "doVerify", "doList", "doCsv", "doJsonLines", "doIndex", "doDownload", "doSaid",
                "doHistory", "doMetrics", "doAudience", "doReport");
        assertThat(
                webMethods()
                        .filter(method -> !isForForms(method))
                        .filter(method -> !method.isAnnotatedWith(RequirePOST.class) && !method.isAnnotatedWith(POST.class))
                        .filter(method -> !(method.isAnnotatedWith(GET.class) && readers.contains(method.getName())))
                        .map(JavaMethod::getFullName)
                        .toList(),
                empty());
        check(noMethods().should().beAnnotatedWith(JavaScriptMethod.class));
    }

    /** SECURITY-3671, SECURITY-3774: a form's checks answer everybody. */
    @Test
    public void doCheckAndDoFillWithoutPermission() {
        List<JavaMethod> forms = webMethods().filter(AdvisoriesTest::isForForms).toList();
        assertThat(forms.size(), is(greaterThan(20)));
        assertThat(
                forms.stream()
                        .filter(method -> !method.isAnnotatedWith(POST.class) && !method.isAnnotatedWith(RequirePOST.class))
                        .map(JavaMethod::getFullName)
                        .toList(),
                empty());
        assertThat(
                forms.stream()
                        .filter(method -> !asksForPermission(method, 3))
                        .map(JavaMethod::getFullName)
                        .toList(),
                empty());
    }

    private static boolean asksForPermission(JavaMethod method, int depth) {
        return method.getMethodCallsFromSelf().stream()
                .map(JavaAccess::getTarget)
                .anyMatch(target -> target.getName().matches("(check|has)(Any)?Permission")
                        || depth > 0
                                && target.getOwner().getName().startsWith(ROOT)
                                && target.resolveMember().stream()
                                        .filter(JavaMethod.class::isInstance)
                                        .map(JavaMethod.class::cast)
                                        .anyMatch(called -> asksForPermission(called, depth - 1)));
    }

    /** SECURITY-3542 and fifteen like it: a password in a field of its own, readable in config.xml. */
    @Test
    public void secretsInPlainText() {
        assertThat(
                classes.stream()
                        .filter(type -> type.isAssignableTo(hudson.model.Describable.class)
                                || type.isAssignableTo(hudson.model.Descriptor.class)
                                || type.isAssignableTo(hudson.model.Action.class))
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getRawType().isEquivalentTo(String.class))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> field.getName().matches("(?i).*(password|secret|token|apikey).*"))
                        .map(Object::toString)
                        .toList(),
                empty());
        assertThat(found("resources", ".jelly", "(?i)<f:(textbox|textarea)[^>]*(password|secret|token)"), empty());
    }

    /** SECURITY-3486, SECURITY-3509, SECURITY-2617: text from outside becomes part of a page. */
    @Test
    public void storedXss() throws IOException {
        try (Stream<Path> views = Files.walk(SOURCES.resolve("resources"))) {
            assertThat(
                    views.filter(file -> file.toString().endsWith(".jelly"))
                            .filter(file -> lines(file).findFirst().filter("<?jelly escape-by-default='true'?>"::equals).isEmpty())
                            .toList(),
                    empty());
        }
        // what these print is JSON in which nothing can end the element
        assertThat(found("resources", ".jelly", "<j:out(?! value=\"\\$\\{it\\.[a-z]+Json}\"/></script>).*"), empty());
        assertThat(
                classes.stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.getName().matches("get[A-Z][a-z]+Json"))
                        .filter(method -> method.getMethodCallsFromSelf().stream()
                                .noneMatch(call -> call.getTarget().getName().equals("inPage")))
                        .map(JavaMethod::getFullName)
                        .toList(),
                empty());
        assertThat(found("resources", ".jelly", "(?i)\\son(click|load|error|change|submit)=|javascript:|<style|<script>"), empty());
        assertThat(
                found("webapp", ".js", "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|DOMParser"
                        + "|createContextualFragment|srcdoc|javascript:|setTimeout\\(['\"`]"),
                empty());
        assertThat(found("java", ".java", "escapeEntryTextInTemplate|JellyTag|RawHtmlArgument|FormValidation\\.\\w+WithMarkup"), empty());
    }

    /** SECURITY-3777, SECURITY-3705, SECURITY-3790: the rest of a URL's path becomes a file. */
    @Test
    public void pathTraversal() {
        assertThat(found("java", ".java", "getRestOfPath|doDynamic\\(|DirectoryBrowserSupport|serveFile\\("), empty());
    }

    /** SECURITY-3856, SECURITY-2176. */
    @Test
    public void tlsChecksDisabled() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("javax\\.net\\.ssl\\.(.*TrustManager|HostnameVerifier|SSLContext|SSLParameters|HttpsURL.*)"));
        assertThat(found("java", ".java", "disableHostnameVerification|TrustAll|sslContext\\(|sslParameters\\("), empty());
    }

    /** SECURITY-2551, SECURITY-2844: an agent asks the controller for something. */
    @Test
    public void agentToController() {
        check(noClasses().should().beAssignableTo(hudson.remoting.Callable.class));
        check(noClasses().should().dependOnClassesThat().resideInAnyPackage("hudson.remoting..", "jenkins.agents.."));
    }

    /** SECURITY-2337 and warnings-ng's SECURITY-655. */
    @Test
    public void xxeAndYamlAndDeserialisation() {
        check(noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "javax.xml..", "org.xml..", "org.w3c..", "org.yaml..", "org.dom4j..", "com.thoughtworks.xstream..")
                        .or(assignableTo(java.io.ObjectInputStream.class))));
        assertThat(found("java", ".java", "Id\\.(MINIMAL_)?CLASS|DefaultTyping|readUnshared|XMLDecoder|new XStream2?\\("), empty());
    }

    /** SECURITY-3677: a class of the sender's choice is made. */
    @Test
    public void arbitraryInstantiation() {
        assertThat(found("java", ".java", "Class\\.forName|loadClass\\(|[cC]onstructor\\w*\\(.*\\)\\.newInstance\\(|GroovyShell"), empty());
    }

    /** SECURITY-2877, SECURITY-2141: comparing a token tells how much of it is right; a hook is open to everybody. */
    @Test
    public void tokenCompareAndOpenWebhooks() {
        check(noClasses().should().implement(hudson.model.UnprotectedRootAction.class));
        check(noClasses().should().beAssignableTo(hudson.security.csrf.CrumbExclusion.class));
        assertThat(found("java", ".java", "(?i)(token|secret|signature|mac)\\w*(\\(\\))?\\.equals(IgnoreCase)?\\((?!ConfirmPage\\.URL)"), empty());
        check(noClasses()
                .that(resideInAnyPackage(ROOT + "..").and(not(assignableTo(LinkTokens.NAME)))
                        .and(not(assignableTo(Signatures.NAME)))
                        .and(not(assignableTo("io.jenkins.plugins.rollout.metric.AwsSignature")))) // signs, compares nothing
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("javax.crypto.Mac"));
    }

    /** The one class that signs what comes back; core's key compares in constant time. */
    private static final class LinkTokens {
        static final String NAME = "io.jenkins.plugins.rollout.web.LinkToken";
    }

    /** Signs what is sent to others, and never compares. */
    private static final class Signatures {
        static final String NAME = "io.jenkins.plugins.rollout.notify.Signature";
    }

    /** CodeQL's HasPermissionReturnIgnored. */
    @Test
    public void hasPermissionResultIgnored() {
        assertThat(found("java", ".java", "^\\s*[\\w.()]*\\.has(Any)?Permission\\([^;]*\\);"), empty());
    }
}
