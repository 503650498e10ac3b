package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.List;

/** Lists of texts, as a Jenkinsfile writes them and as a form sends them. */
public final class Names {
    private Names() {}

    /** One text may hold several, a line each, as a form sends them. */
    @NonNull
    public static List<String> of(@CheckForNull List<String> written) {
        return written == null
                ? List.of()
                : written.stream()
                        .flatMap(String::lines)
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    /** As a form shows them. */
    @NonNull
    public static String lines(List<String> names) {
        return String.join("\n", names);
    }
}
