package io.jenkins.plugins.rollout.docs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import groovy.lang.GroovyShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.codehaus.groovy.control.CompilationFailedException;
import org.junit.Test;

/** What can be seen of the examples without a controller. Others run them. */
public class ExamplesTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    @Test
    public void everyPipelineIsGroovy() throws IOException {
        List<Example> examples = Example.in("groovy");
        assertThat(examples.size(), greaterThan(5));
        for (Example example : examples) {
            try {
                new GroovyShell().parse(example.text());
            } catch (CompilationFailedException e) {
                throw new AssertionError(example.place() + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    public void everyJsonIsJson() throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        for (Example example : Example.in("json")) {
            try {
                mapper.readTree(example.text().replace("[ … ]", "[]")); // what is left out is shown elsewhere
            } catch (JsonProcessingException e) {
                throw new AssertionError(example.place() + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    public void everyLinkLeadsSomewhere() throws IOException {
        var lost = new ArrayList<String>();
        for (Path file : Example.files()) {
            Matcher link = LINK.matcher(withoutCode(Files.readString(file)));
            while (link.find()) {
                if (!link.group(1).contains(":") && !leadsSomewhere(file, link.group(1))) {
                    lost.add(Example.root().relativize(file) + ": " + link.group(1));
                }
            }
        }
        assertThat(lost, is(empty()));
    }

    private static boolean leadsSomewhere(Path from, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
        return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
    }

    private static List<String> anchors(Path file) throws IOException {
        return Pattern.compile("^#+ (.+)$", Pattern.MULTILINE)
                .matcher(withoutBlocks(Files.readString(file)))
                .results()
                .map(heading -> anchor(heading.group(1)))
                .toList();
    }

    /** As GitHub makes them. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").trim().replace(' ', '-');
    }

    private static String withoutCode(String text) {
        return withoutBlocks(text).replaceAll("`[^`\n]*`", "");
    }

    private static String withoutBlocks(String text) {
        return text.replaceAll("(?ms)^```.*?^```$", "");
    }
}
