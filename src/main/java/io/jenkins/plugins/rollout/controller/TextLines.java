package io.jenkins.plugins.rollout.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.pipeline.Names;
import java.util.List;

/** Lists of names, as forms send them: one text, a name in each line. */
final class TextLines {
    private TextLines() {}

    static List<String> of(@CheckForNull List<String> texts) {
        return List.copyOf(Names.of(texts));
    }

    /** As a form shows them. */
    static String shown(@CheckForNull List<String> names) {
        return names == null ? "" : Names.lines(names);
    }

    /** Writes a list, unless it is empty. */
    static void put(ObjectNode json, String field, List<String> names) {
        if (!names.isEmpty()) {
            var list = json.putArray(field);
            names.forEach(list::add);
        }
    }
}
