package io.jenkins.plugins.rollout.embedded.http;

import hudson.console.ConsoleNote;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** A build's log, as far as it is written: whole, or from where a reader has got to. */
public final class LogSite {
    // what a page shows of a long log; all of it is one link away
    private static final int SHOWN = 150 * 1024;

    private final PipelineRun run;

    LogSite(PipelineRun run) {
        this.run = run;
    }

    private record Part(String text, long end, boolean more) {}

    public void doProgressiveText(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        Part part = headers(request, response);
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().print(withoutNotes(part.text));
    }

    public void doProgressiveHtml(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        Part part = headers(request, response);
        response.setContentType("text/html;charset=UTF-8");
        response.getWriter().print(LogHtml.of(part.text, run));
    }

    private Part headers(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        String start = request.getParameter("start");
        Part part = read(start != null && start.matches("[0-9]{1,18}") ? Long.parseLong(start) : 0);
        response.setHeader("X-Text-Size", Long.toString(part.end));
        if (part.more) {
            response.setHeader("X-More-Data", "true");
        }
        return part;
    }

    void wholeText(StaplerResponse2 response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().print(withoutNotes(read(0).text));
    }

    void page(StaplerResponse2 response) throws IOException {
        long size = run.getLogFile().length();
        Part part = read(Math.max(0, size - SHOWN));
        String text = part.text;
        Page page = new Page("Log of " + run.getFullDisplayName()).module("/embedded/log.js");
        if (size > SHOWN) {
            text = text.substring(text.indexOf('\n') + 1);
            page.html("<p>The beginning is left out. <a href=\"consoleText\">Whole log</a></p>");
        }
        page.html("<p id=\"message\" role=\"status\"></p>");
        page.html("<pre id=\"log\" data-next=\"" + part.end + "\" data-more=\"" + part.more + "\">"
                + LogHtml.of(text, run) + "</pre>");
        page.send(response);
    }

    /** Whole lines while the build runs, so that no character and no note is cut in two. */
    private Part read(long from) throws IOException {
        // asked first: what is written until the end is then in the file
        boolean more = run.isBuilding();
        if (!run.getLogFile().exists()) {
            return new Part("", 0, more);
        }
        try (RandomAccessFile file = new RandomAccessFile(run.getLogFile(), "r")) {
            long start = Math.min(from, file.length());
            byte[] bytes = new byte[(int) Math.min(file.length() - start, 64L << 20)];
            file.seek(start);
            file.readFully(bytes);
            int end = bytes.length;
            while (more && end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            return new Part(new String(bytes, 0, end, StandardCharsets.UTF_8), start + end, more);
        }
    }

    private static String withoutNotes(String text) {
        return ConsoleNote.removeNotes(text);
    }
}
