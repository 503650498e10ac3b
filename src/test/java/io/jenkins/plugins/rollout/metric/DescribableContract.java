package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Describable;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.jenkinsci.plugins.structs.SymbolLookup;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.junit.ClassRule;
import org.junit.Test;

/** What everything must do that a Jenkinsfile writes and the journal keeps. */
public abstract class DescribableContract<T extends Describable<T>> {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    /** One with nothing wrong in it. */
    protected abstract T described();

    /** The extension point. */
    protected abstract Class<T> kind();

    @Test
    public void hasASymbolAndAName() {
        assertThat(SymbolLookup.getSymbolValue(described()).isEmpty(), is(false));
        assertThat(described().getDescriptor().getDisplayName().isBlank(), is(false));
    }

    @Test
    public void hasAFormWhoseTextIsEscaped() throws IOException {
        URL form = resource("config.jelly");
        assertThat("config.jelly", form, is(notNullValue()));
        assertThat(read(form), containsString("<?jelly escape-by-default='true'?>"));
    }

    @Test
    public void hasHelpForItselfAndEachField() throws IOException {
        assertThat("help.html", resource("help.html"), is(notNullValue()));
        for (DescribableParameter field :
                DescribableModel.of(described().getClass()).getParameters()) {
            URL help = resource("help-" + field.getName() + ".html");
            assertThat("help-" + field.getName() + ".html", help, is(notNullValue()));
            assertThat(read(help).isBlank(), is(false));
        }
    }

    @Test
    public void isTheSameAfterARestart() {
        JsonNode definition = Definitions.toJson(described());
        T again = Definitions.fromJson(definition, kind());
        assertThat(again, is(instanceOf(described().getClass())));
        assertThat(Definitions.toJson(again), is(definition));
    }

    @Test
    public void isTheSameAfterSerialisation() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(described());
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(Definitions.toJson(kind().cast(in.readObject())), is(Definitions.toJson(described())));
        }
    }

    /** As Jenkins finds it: beside the class, or beside one that it extends. */
    private URL resource(String name) {
        for (Class<?> c = described().getClass(); c != Object.class; c = c.getSuperclass()) {
            URL found = c.getResource(c.getSimpleName() + "/" + name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String read(URL resource) throws IOException {
        try (InputStream in = resource.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
