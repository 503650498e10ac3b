package io.jenkins.plugins.rollout.embedded.http;

import hudson.Extension;
import io.jenkins.plugins.rollout.web.FreezeRow;
import io.jenkins.plugins.rollout.web.FreezesPage;

/** The page of freezes: what its {@code index.jelly} is in Jenkins. */
@Extension
public final class FreezesShell implements Shell<FreezesPage> {
    @Override
    public Class<FreezesPage> type() {
        return FreezesPage.class;
    }

    @Override
    public void render(FreezesPage freezes, Page page) {
        page.title(freezes.getDisplayName())
                .html("<p>While a freeze holds, no phase starts of the applications and environments it names.</p>")
                .html("<table><thead><tr><th>Name</th><th>Applications</th><th>Environments</th><th>From</th><th>Until</th>"
                        + "<th>Reason</th><th>Declared by</th><th>Status</th><th></th></tr></thead><tbody>");
        freezes.getFreezes().forEach(row -> row(row, page));
        page.html("</tbody></table><h2>Declare a freeze</h2>")
                .form(
                        "declare",
                        "Declare",
                        field("name", "Name", "") + field("reason", "Reason", "")
                                + field("applications", "Applications", "*")
                                + field("environments", "Environments", "*")
                                + field("from", "From, like 2026-11-27T18:00Z; nothing: at once", "")
                                + field("until", "Until; nothing: until somebody lifts it", ""));
    }

    private static void row(FreezeRow row, Page page) {
        page.html("<tr>");
        for (String cell : new String[] {
            row.getName(),
            row.getApplications(),
            row.getEnvironments(),
            row.getFrom(),
            row.getUntil(),
            row.getReason(),
            row.getOrigin(),
            (row.getStatus() + " " + row.getLifted()).trim()
        }) {
            page.html("<td>" + Page.text(cell) + "</td>");
        }
        page.html("<td>");
        if (row.isLiftable()) {
            page.form(
                    "lift",
                    "Lift",
                    "<input type=\"hidden\" name=\"id\" value=\"" + Page.text(row.getId()) + "\">"
                            + field("reason", "Why", ""));
        }
        page.html("</td></tr>");
    }

    private static String field(String name, String label, String value) {
        return "<p><label>" + Page.text(label) + " <input name=\"" + name + "\" value=\"" + Page.text(value)
                + "\"></label></p>";
    }
}
