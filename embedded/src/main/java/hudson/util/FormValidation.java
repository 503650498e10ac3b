package hudson.util;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import java.io.IOException;
import java.util.Locale;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** What is to be said about a form's field. */
public abstract class FormValidation extends IOException implements HttpResponse {
    private static final long serialVersionUID = 1L;

    public final Kind kind;

    private FormValidation(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** How bad it is. */
    public enum Kind {
        OK,
        WARNING,
        ERROR
    }

    public static FormValidation ok() {
        return of(Kind.OK, null);
    }

    public static FormValidation ok(String message) {
        return of(Kind.OK, message);
    }

    public static FormValidation warning(String message) {
        return of(Kind.WARNING, message);
    }

    public static FormValidation error(String message) {
        return of(Kind.ERROR, message);
    }

    public static FormValidation error(String format, Object... args) {
        return error(String.format(format, args));
    }

    public static FormValidation error(Throwable e, String message) {
        FormValidation error = error(message);
        error.initCause(e);
        return error;
    }

    private static FormValidation of(Kind kind, String message) {
        return new FormValidation(kind, message) {
            private static final long serialVersionUID = 1L;

            @Override
            public String renderHtml() {
                String text = Util.xmlEscape(Util.fixNull(getMessage()));
                return getMessage() == null
                        ? "<div/>"
                        : "<div class=" + kind.name().toLowerCase(Locale.ROOT) + ">" + text + "</div>";
            }
        };
    }

    public static FormValidation validateRequired(String value) {
        return Util.fixEmptyAndTrim(value) == null ? error("This field is required.") : ok();
    }

    public static FormValidation validateNonNegativeInteger(String value) {
        try {
            return Integer.parseInt(value) < 0 ? error("Not a non-negative number") : ok();
        } catch (NumberFormatException e) {
            return error("Not an integer");
        }
    }

    public static FormValidation validatePositiveInteger(String value) {
        try {
            return Integer.parseInt(value) <= 0 ? error("Not a positive number") : ok();
        } catch (NumberFormatException e) {
            return error("Not an integer");
        }
    }

    @NonNull
    public abstract String renderHtml();

    @Override
    public void generateResponse(StaplerRequest2 req, StaplerResponse2 rsp, Object node) throws IOException {
        rsp.setContentType("text/html;charset=UTF-8");
        rsp.getWriter().print(renderHtml());
    }

    @Override
    public String toString() {
        return kind + ": " + getMessage();
    }
}
