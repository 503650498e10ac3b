package io.jenkins.plugins.rollout.embedded.http;

import hudson.Util;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/** The public {@code do…} methods of an object that answer one path segment. */
final class WebMethod {
    private final Object node;
    private final List<Method> methods;

    private WebMethod(Object node, List<Method> methods) {
        this.node = node;
        this.methods = methods;
    }

    static Optional<WebMethod> find(Object node, String token) {
        String name = "do" + Character.toUpperCase(token.charAt(0)) + token.substring(1);
        List<Method> found = new ArrayList<>();
        for (Method m : node.getClass().getMethods()) {
            org.kohsuke.stapler.WebMethod named = m.getAnnotation(org.kohsuke.stapler.WebMethod.class);
            boolean matches = named != null
                    ? List.of(named.name()).contains(token)
                    : m.getName().equals(name);
            if (matches && !m.isBridge()) {
                found.add(m);
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(new WebMethod(node, found));
    }

    /** Whether one of them answered; as in Stapler, one for another verb does not. */
    boolean call(WebRequest request, WebResponse response)
            throws IOException, ServletException, InvocationTargetException, IllegalAccessException {
        boolean posted = request.getMethod().equals("POST");
        for (Method m : methods) {
            boolean fits = (!m.isAnnotationPresent(POST.class) || posted)
                    && (!m.isAnnotationPresent(GET.class) || request.getMethod().matches("GET|HEAD"));
            if (!fits) {
                continue;
            }
            if (m.isAnnotationPresent(RequirePOST.class) && !posted) {
                response.setHeader("Allow", "POST");
                Refusal.send(request, response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "This URL requires POST");
                return true;
            }
            m.setAccessible(true);
            Object result = m.invoke(node, arguments(m, request, response));
            if (result instanceof HttpResponse answer) {
                answer.generateResponse(request, response, node);
            }
            return true;
        }
        return false;
    }

    private static Object[] arguments(Method m, WebRequest request, WebResponse response)
            throws InvocationTargetException {
        Object[] values = new Object[m.getParameterCount()];
        for (int i = 0; i < values.length; i++) {
            Parameter p = m.getParameters()[i];
            if (HttpServletRequest.class.isAssignableFrom(p.getType())) {
                values[i] = request;
            } else if (HttpServletResponse.class.isAssignableFrom(p.getType())) {
                values[i] = response;
            } else if (p.isAnnotationPresent(AncestorInPath.class)) {
                values[i] = request.findAncestorObject(p.getType());
            } else if (p.isAnnotationPresent(QueryParameter.class)) {
                values[i] = value(p, request);
            } else {
                throw new IllegalStateException("nothing is known to give to " + p + " of " + m);
            }
        }
        return values;
    }

    private static Object value(Parameter p, WebRequest request) throws InvocationTargetException {
        QueryParameter query = p.getAnnotation(QueryParameter.class);
        String name = query.value().isEmpty() ? p.getName() : query.value();
        String text = request.getParameter(name);
        if (query.fixEmpty()) {
            text = Util.fixEmpty(text);
        }
        if (text == null && query.required()) {
            throw bad("Required Query parameter " + name + " is missing");
        }
        Class<?> type = p.getType();
        if (type == String.class) {
            return text;
        }
        if (text == null || text.isEmpty()) {
            return type.isPrimitive()
                    ? (type == boolean.class ? (Object) false : type == long.class ? (Object) 0L : 0)
                    : null;
        }
        try {
            if (type == int.class || type == Integer.class) {
                return Integer.valueOf(text);
            }
            if (type == long.class || type == Long.class) {
                return Long.valueOf(text);
            }
        } catch (NumberFormatException e) {
            throw bad(name + " must be a number, but is '" + text + "'");
        }
        if (type == boolean.class || type == Boolean.class) {
            return text.equals("on") || Boolean.parseBoolean(text);
        }
        throw new IllegalStateException("a query cannot give a " + type.getName());
    }

    private static InvocationTargetException bad(String text) {
        return new InvocationTargetException(HttpResponses.error(HttpServletResponse.SC_BAD_REQUEST, text));
    }
}
