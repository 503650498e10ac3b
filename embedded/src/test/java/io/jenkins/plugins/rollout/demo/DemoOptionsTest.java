package io.jenkins.plugins.rollout.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.Test;

public class DemoOptionsTest {
    private static DemoOptions of(String... namesAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return DemoOptions.of(properties);
    }

    private static String refusal(String... namesAndValues) {
        return assertThrows(IllegalArgumentException.class, () -> of(namesAndValues)).getMessage();
    }

    @Test
    public void nothingGivenMeansTheGoodVersionAndPeople() {
        DemoOptions options = of("java.version", "17");
        assertThat(options.port(), is(8080));
        assertThat(options.bad(), is(false));
        assertThat(options.auto(), is(false));
        assertThat(options.home(), nullValue());
    }

    @Test
    public void eachPropertyIsRead() {
        DemoOptions options = of(
                "port", "0", "demo.version", "bad", "demo.approve", "auto", "demo.home", "/tmp/x", "demo.rate", "50");
        assertThat(options, equalTo(new DemoOptions(0, Path.of("/tmp/x"), true, true, 50, 0)));
    }

    @Test
    public void aWrongValueIsNamedWithWhatToWriteInstead() {
        assertThat(refusal("demo.version", "ugly"), is("-Ddemo.version=ugly: write good or bad"));
        assertThat(refusal("demo.approve", "yes"), is("-Ddemo.approve=yes: write people or auto"));
        assertThat(refusal("port", "http"), is("-Dport=http: write a number from 0 to 65535"));
        assertThat(refusal("port", "70000"), is("-Dport=70000: write a number from 0 to 65535"));
        assertThat(refusal("port", ""), is("-Dport=: write a number from 0 to 65535"));
    }

    @Test
    public void aMisspeltPropertyIsNotIgnored() {
        assertThat(refusal("demo.verison", "bad"), is("-Ddemo.verison: not known here; there are -Dport, "
                + "-Ddemo.version, -Ddemo.approve, -Ddemo.home, -Ddemo.rate, -Ddemo.shop.port"));
    }
}
