package io.jenkins.plugins.rollout.embedded.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.Ancestor;
import org.kohsuke.stapler.StaplerRequest2;

/** A request on its way through the objects. */
final class WebRequest extends HttpServletRequestWrapper implements StaplerRequest2 {
    private final List<Ancestor> ancestors = new ArrayList<>();
    private String rest = "";

    WebRequest(HttpServletRequest request) {
        super(request);
    }

    /** The walk came to this object. */
    void at(Object object, List<String> left) {
        StringBuilder path = new StringBuilder();
        left.forEach(token -> path.append('/').append(token));
        rest = path.toString();
        String uri = getRequestURI();
        String rawRest = rawTail(uri, left.size());
        ancestors.add(new Step(object, uri.substring(0, uri.length() - rawRest.length()), rawRest));
    }

    private static String rawTail(String uri, int tokens) {
        int end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
        int at = end;
        for (int i = 0; i < tokens && at > 0; i++) {
            at = uri.lastIndexOf('/', at - 1);
        }
        return tokens == 0 ? "" : uri.substring(Math.max(0, at));
    }

    private record Step(Object object, String url, String restOfUrl) implements Ancestor {
        @Override
        public Object getObject() {
            return object;
        }

        @Override
        public String getUrl() {
            return url;
        }

        @Override
        public String getRestOfUrl() {
            return restOfUrl;
        }
    }

    @Override
    public String getRestOfPath() {
        return rest;
    }

    @Override
    public String getOriginalRestOfPath() {
        return rest;
    }

    @Override
    public String getRootPath() {
        return getScheme() + "://" + getServerName() + ":" + getServerPort() + getContextPath();
    }

    @Override
    public List<Ancestor> getAncestors() {
        return List.copyOf(ancestors);
    }

    @Override
    public <T> T findAncestorObject(Class<T> type) {
        for (int i = ancestors.size() - 1; i >= 0; i--) {
            if (type.isInstance(ancestors.get(i).getObject())) {
                return type.cast(ancestors.get(i).getObject());
            }
        }
        return null;
    }

    @Override
    public boolean hasParameter(String name) {
        return getParameter(name) != null;
    }
}
