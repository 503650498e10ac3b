package org.kohsuke.stapler;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/** The request as a web method sees it: the servlet's own and where in the object tree it is. */
public interface StaplerRequest2 extends HttpServletRequest {
    /** What is left of the path behind the object that takes the request; empty or with a leading slash. */
    String getRestOfPath();

    String getOriginalRestOfPath();

    /** Scheme, host, port and context path, without a slash at the end. */
    String getRootPath();

    List<Ancestor> getAncestors();

    <T> T findAncestorObject(Class<T> type);

    boolean hasParameter(String name);
}
