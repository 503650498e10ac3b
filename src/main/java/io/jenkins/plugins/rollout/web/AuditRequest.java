package io.jenkins.plugins.rollout.web;

import io.jenkins.plugins.rollout.audit.AuditQuery;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Which part of the audit trail a request is about. */
final class AuditRequest {
    private AuditRequest() {}

    /**
     * Reads {@code from}, {@code to}, {@code application}, {@code job}, {@code person} and {@code rollout}. Days are
     * those of UTC; the last one belongs to it.
     *
     * @param request null for everything
     * @throws Refusal 400 when a time cannot be read
     */
    static AuditQuery query(HttpServletRequest request) {
        return request == null
                ? AuditQuery.ALL
                : new AuditQuery(
                        time(request, "from", 0),
                        time(request, "to", 1),
                        request.getParameter("application"),
                        request.getParameter("job"),
                        request.getParameter("person"),
                        request.getParameter("rollout"));
    }

    private static Instant time(HttpServletRequest request, String name, int days) {
        String text = request.getParameter(name);
        if (text == null || text.isBlank()) {
            return null;
        }
        String trimmed = text.trim();
        try {
            return trimmed.length() > 10
                    ? Instant.parse(trimmed)
                    : LocalDate.parse(trimmed).plusDays(days).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new Refusal(
                    HttpServletResponse.SC_BAD_REQUEST,
                    name + ": '" + text + "' is no time; write 2026-03-31 or 2026-03-31T09:00:00Z",
                    name);
        }
    }
}
