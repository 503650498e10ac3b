package io.jenkins.plugins.rollout.embedded.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** Files of one folder of the class path. */
public final class StaticFiles {
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript;charset=UTF-8",
            "mjs", "text/javascript;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "json", "application/json",
            "html", "text/html;charset=UTF-8",
            "txt", "text/plain;charset=UTF-8",
            "woff2", "font/woff2");

    private final String folder;

    StaticFiles(String folder) {
        this.folder = folder;
    }

    /** Walks down as long as there are names; the walk has refused everything that could lead up. */
    public Object getDynamic(String name, StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        if (!name.matches("[A-Za-z0-9._-]+")) {
            return null;
        }
        String path = folder + "/" + name;
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        boolean last = request.getRestOfPath().lastIndexOf('/') <= 0;
        if (!last) {
            return new StaticFiles(path);
        }
        try (InputStream in = StaticFiles.class.getResourceAsStream("/" + path)) {
            if (in == null || type == null) {
                return HttpResponses.notFound();
            }
            response.setHeader("Cache-Control", "no-cache");
            response.setContentType(type);
            in.transferTo(response.getOutputStream());
        }
        return HttpResponses.status(HttpServletResponse.SC_OK);
    }
}
