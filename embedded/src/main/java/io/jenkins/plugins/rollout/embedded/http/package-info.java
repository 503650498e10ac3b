/**
 * The controller's pages and the way requests take to the plugin's own. It changes when a URL or a page does. It may
 * import the slice, {@code job} and {@code home}.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.embedded.http.FrontDoor}.
 */
package io.jenkins.plugins.rollout.embedded.http;
