package io.jenkins.plugins.rollout.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** How much the page's scripts weigh on the wire: all modules that the first one leads to, each compressed alone. */
final class ScriptSize {
    private static final Pattern IMPORT = Pattern.compile("from '\\./([a-z]+\\.js)'");

    private ScriptSize() {}

    /** Bytes. */
    static int compressed() throws IOException {
        int size = 0;
        Set<String> seen = new HashSet<>();
        var open = new ArrayDeque<>(List.of("rollout.js"));
        while (!open.isEmpty()) {
            String module = open.pop();
            if (seen.add(module)) {
                byte[] bytes = read(module);
                size += gzip(bytes);
                Matcher imports = IMPORT.matcher(new String(bytes, StandardCharsets.UTF_8));
                while (imports.find()) {
                    open.add(imports.group(1));
                }
            }
        }
        return size;
    }

    private static byte[] read(String module) throws IOException {
        try (InputStream in = ScriptSize.class.getResourceAsStream("/plugin-webapp/js/" + module)) {
            return in.readAllBytes();
        }
    }

    private static int gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.size();
    }
}
