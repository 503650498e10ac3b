package org.kohsuke.stapler;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The usual answers, to return or, where a method cannot return one, to throw. */
public class HttpResponses {
    protected HttpResponses() {}

    /** An answer that can be thrown. */
    public abstract static class HttpResponseException extends RuntimeException implements HttpResponse {
        private static final long serialVersionUID = 1L;

        protected HttpResponseException() {}

        protected HttpResponseException(String message) {
            super(message);
        }

        protected HttpResponseException(String message, Throwable cause) {
            super(message, cause);
        }

        protected HttpResponseException(Throwable cause) {
            super(cause);
        }
    }

    public static HttpResponseException ok() {
        return status(HttpServletResponse.SC_OK);
    }

    public static HttpResponseException notFound() {
        return status(HttpServletResponse.SC_NOT_FOUND);
    }

    public static HttpResponseException forbidden() {
        return status(HttpServletResponse.SC_FORBIDDEN);
    }

    public static HttpResponseException status(int code) {
        return new Status(code);
    }

    public static HttpResponseException error(int code, String message) {
        return new Failure(code, message, null);
    }

    public static HttpResponseException error(int code, Throwable cause) {
        return new Failure(code, cause.getMessage(), cause);
    }

    public static HttpResponseException error(Throwable cause) {
        return error(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, cause);
    }

    public static HttpResponseException errorWithoutStack(int code, String message) {
        return new Failure(code, message, null);
    }

    public static HttpResponseException redirectTo(String url) {
        return new Redirect(HttpServletResponse.SC_MOVED_TEMPORARILY, url);
    }

    public static HttpResponseException redirectTo(int code, String url) {
        return new Redirect(code, url);
    }

    public static HttpResponseException redirectViaContextPath(String path) {
        return new Redirect(HttpServletResponse.SC_MOVED_TEMPORARILY, path.startsWith("/") ? path : "/" + path);
    }

    /** To the object's own page. */
    public static HttpResponseException redirectToDot() {
        return redirectTo(".");
    }

    public static HttpResponseException forwardToPreviousPage() {
        return new HttpResponseException() {
            private static final long serialVersionUID = 1L;

            @Override
            public void generateResponse(StaplerRequest2 req, StaplerResponse2 rsp, Object node)
                    throws IOException, ServletException {
                rsp.forwardToPreviousPage(req);
            }
        };
    }

    public static HttpResponse text(String plainText) {
        return literal("text/plain;charset=UTF-8", plainText);
    }

    public static HttpResponse html(String html) {
        return literal("text/html;charset=UTF-8", html);
    }

    public static HttpResponse literalHtml(String html) {
        return html(html);
    }

    private static HttpResponse literal(String type, String body) {
        return (req, rsp, node) -> {
            rsp.setContentType(type);
            rsp.getWriter().print(body);
        };
    }

    private static final class Status extends HttpResponseException {
        private static final long serialVersionUID = 1L;
        private final int code;

        Status(int code) {
            super("HTTP status " + code);
            this.code = code;
        }

        @Override
        public void generateResponse(StaplerRequest2 req, StaplerResponse2 rsp, Object node) throws IOException {
            if (code >= 400) {
                rsp.sendError(code);
            } else {
                rsp.setStatus(code);
            }
        }
    }

    private static final class Failure extends HttpResponseException {
        private static final long serialVersionUID = 1L;
        private final int code;

        Failure(int code, String message, Throwable cause) {
            super(message, cause);
            this.code = code;
        }

        @Override
        public void generateResponse(StaplerRequest2 req, StaplerResponse2 rsp, Object node) throws IOException {
            rsp.setStatus(code);
            rsp.setContentType("text/plain;charset=UTF-8");
            rsp.getWriter().println(getMessage());
        }
    }

    private static final class Redirect extends HttpResponseException {
        private static final long serialVersionUID = 1L;
        private final int code;
        private final String url;

        Redirect(int code, String url) {
            super("redirect to " + url);
            this.code = code;
            this.url = url;
        }

        @Override
        public void generateResponse(StaplerRequest2 req, StaplerResponse2 rsp, Object node) throws IOException {
            rsp.sendRedirect(code, url);
        }
    }
}
