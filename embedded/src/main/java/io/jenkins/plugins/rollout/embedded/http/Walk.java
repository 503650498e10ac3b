package io.jenkins.plugins.rollout.embedded.http;

import hudson.ExtensionList;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/**
 * Takes a request from object to object, one path segment a step, by the rules of Stapler that the plugin uses:
 * {@code getTarget} of proxies, web methods, {@code getDynamic}, and for the page itself {@code doIndex} or a
 * {@link Shell}.
 */
final class Walk {
    private final WebRequest request;
    private final WebResponse response;

    Walk(WebRequest request, WebResponse response) {
        this.request = request;
        this.response = response;
    }

    void from(Object root) throws IOException, ServletException {
        List<String> tokens = tokens(request.getRequestURI());
        if (tokens == null) {
            Refusal.send(request, response, 400, "The path is not valid");
            return;
        }
        Object node = root;
        try {
            while (node != null) {
                node = throughProxies(node);
                if (node == null) {
                    break;
                }
                request.at(node, tokens);
                if (isAnswered(node, tokens)) {
                    return;
                }
                if (tokens.isEmpty()) {
                    break;
                }
                node = next(node, tokens.get(0));
                tokens = tokens.subList(1, tokens.size());
                if (node instanceof HttpResponse ready) {
                    ready.generateResponse(request, response, root);
                    return;
                }
            }
        } catch (InvocationTargetException e) {
            failed(e.getCause(), root);
            return;
        } catch (IllegalAccessException e) {
            throw new ServletException(e);
        }
        Refusal.send(request, response, 404, "There is nothing at " + request.getRequestURI());
    }

    private void failed(Throwable cause, Object node) throws IOException, ServletException {
        if (cause instanceof HttpResponse ready) {
            ready.generateResponse(request, response, node);
        } else if (cause instanceof RuntimeException e) {
            throw e;
        } else if (cause instanceof Error e) {
            throw e;
        } else if (cause instanceof IOException e) {
            throw e;
        } else {
            throw new ServletException(cause);
        }
    }

    /** Null when a segment could be taken for something else than a name. */
    private static List<String> tokens(String uri) {
        List<String> tokens = new ArrayList<>();
        for (String raw : uri.split("/")) {
            if (raw.isEmpty()) {
                continue;
            }
            String token;
            try {
                token = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return null;
            }
            if (token.equals("..") || token.equals(".") || token.indexOf('/') >= 0 || token.indexOf('\\') >= 0) {
                return null;
            }
            tokens.add(token);
        }
        return tokens;
    }

    private static Object throughProxies(Object start) throws InvocationTargetException {
        Object node = start;
        try {
            while (node instanceof StaplerProxy proxy) {
                Object target = proxy.getTarget();
                if (target == node) {
                    return node;
                }
                node = target;
            }
        } catch (RuntimeException e) {
            throw new InvocationTargetException(e);
        }
        return node;
    }

    private boolean isAnswered(Object node, List<String> tokens)
            throws IOException, ServletException, InvocationTargetException, IllegalAccessException {
        if (!tokens.isEmpty()) {
            WebMethod method = WebMethod.find(node, tokens.get(0)).orElse(null);
            return method != null && method.call(request, response);
        }
        Optional<WebMethod> index = WebMethod.find(node, "index");
        Optional<Shell<Object>> shell = shell(node);
        if (index.isEmpty() && shell.isEmpty()) {
            return false;
        }
        if (!request.getRequestURI().endsWith("/")) {
            // links of a page are relative to it
            String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
            response.sendRedirect(302, request.getRequestURI() + "/" + query);
            return true;
        }
        if (index.isPresent()) {
            return index.get().call(request, response);
        }
        Page page = new Page("");
        shell.get().render(node, page);
        page.send(response);
        return true;
    }

    @SuppressWarnings("unchecked")
    private static Optional<Shell<Object>> shell(Object node) {
        for (Shell<?> shell : ExtensionList.lookup(Shell.class)) {
            if (shell.type().isInstance(node)) {
                return Optional.of((Shell<Object>) shell);
            }
        }
        return Optional.empty();
    }

    private Object next(Object node, String token) throws InvocationTargetException, IllegalAccessException {
        Class<?> c = node.getClass();
        try {
            Method full = c.getMethod("getDynamic", String.class, StaplerRequest2.class, StaplerResponse2.class);
            return full.invoke(node, token, request, response);
        } catch (NoSuchMethodException e) {
            try {
                return c.getMethod("getDynamic", String.class).invoke(node, token);
            } catch (NoSuchMethodException none) {
                return null;
            }
        }
    }
}
