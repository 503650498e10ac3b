package io.jenkins.plugins.rollout.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block of code in the documentation.
 *
 * @param place file and line, as {@code docs/steps.md:17}
 * @param language what stands behind the fence: {@code groovy}, {@code yaml} …
 * @param text what stands between the fences
 * @param notRun why it shall not be run: the text of a comment {@code <!-- not run: … -->} on the line before; empty when
 *     it shall
 */
public record Example(String place, String language, String text, Optional<String> notRun) {
    private static final Pattern NOT_RUN = Pattern.compile("<!-- not run: (.+) -->");
    private static final String FENCE = "```";

    /** All of README.md and docs. */
    public static List<Example> all() throws IOException {
        var all = new ArrayList<Example>();
        for (Path file : files()) {
            all.addAll(in(root().relativize(file).toString(), Files.readAllLines(file)));
        }
        return all;
    }

    /** Those in one language. */
    public static List<Example> in(String language) throws IOException {
        return all().stream().filter(example -> example.language.equals(language)).toList();
    }

    private static List<Example> in(String file, List<String> lines) {
        var examples = new ArrayList<Example>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(FENCE)) {
                int begin = i;
                do {
                    i++;
                } while (i < lines.size() && !lines.get(i).equals(FENCE));
                if (i == lines.size()) {
                    throw new AssertionError(file + ":" + (begin + 1) + ": this block has no end");
                }
                Matcher marker = NOT_RUN.matcher(begin == 0 ? "" : lines.get(begin - 1).trim());
                examples.add(new Example(
                        file + ":" + (begin + 1),
                        lines.get(begin).substring(FENCE.length()).trim(),
                        String.join("\n", lines.subList(begin + 1, i)) + "\n",
                        marker.matches() ? Optional.of(marker.group(1)) : Optional.empty()));
            }
        }
        return examples;
    }

    /** README.md and everything in docs, in order. */
    public static List<Path> files() throws IOException {
        try (Stream<Path> docs = Files.walk(root().resolve("docs"))) {
            return Stream.concat(Stream.of(root().resolve("README.md")), docs.sorted())
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    /** The root of the repository: Maven starts tests in it, or in {@code embedded}. */
    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("README.md")) ? here : here.getParent();
    }

    /** The text of a file of the repository. */
    public static String text(String file) {
        try {
            return Files.readString(root().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is a Declarative Pipeline, which needs Jenkins. */
    public boolean isDeclarative() {
        return Stream.of(text.split("\n")).anyMatch(line -> line.startsWith("pipeline {"));
    }

    /** Whether it needs Jenkins: a Declarative Pipeline, or a file of Configuration as Code. */
    public boolean isForJenkins() {
        return isDeclarative() || text.startsWith("unclassified:") || text.startsWith("jenkins:");
    }

    @Override
    public String toString() {
        return place;
    }
}
