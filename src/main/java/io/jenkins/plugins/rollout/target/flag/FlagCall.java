package io.jenkins.plugins.rollout.target.flag;

import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Reach;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * One operation on a flag.
 *
 * @param call the operation
 * @param flag key of the flag, without placeholders
 * @param variant what those get who are reached, without placeholders
 */
public record FlagCall(TargetCall call, String flag, String variant) {
    /** The operation's id as headers, titles and metadata can carry it. */
    public String operation() {
        return plain(call.operation());
    }

    public String rollout() {
        return call.situation().rolloutId();
    }

    /** The rollout's id as titles can carry it. */
    public String rolloutMark() {
        return plain(rollout());
    }

    private static String plain(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Hashed with the key for a share of everyone, so that a next version begins with the same people. */
    public String salt() {
        return call.situation().application();
    }

    public Reach reach() {
        return call.reach();
    }
}
