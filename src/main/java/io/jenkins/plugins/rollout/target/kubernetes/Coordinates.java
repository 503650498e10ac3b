package io.jenkins.plugins.rollout.target.kubernetes;

/**
 * Where an object is in a cluster.
 *
 * @param group of the API: {@code apps}; empty for Kubernetes' own
 * @param version of the API: {@code v1}
 * @param kind in the singular: {@code Deployment}
 * @param plural as paths and RBAC rules say it: {@code deployments}
 * @param namespace that holds it
 * @param name of the object
 */
record Coordinates(String group, String version, String kind, String plural, String namespace, String name) {
    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Of the object, at the API server. */
    String path() {
        return (group.isEmpty() ? "/api/" : "/apis/") + apiVersion() + "/namespaces/" + namespace + "/" + plural + "/" + name;
    }

    /** As RBAC rules and {@code kubectl} name the resource: {@code deployments.apps}. */
    String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** In words: {@code Deployment 'shop' in namespace 'web'}. */
    @Override
    public String toString() {
        return kind + " '" + name + "' in namespace '" + namespace + "'";
    }
}
