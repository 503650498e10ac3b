package io.jenkins.plugins.rollout.notify;

import java.time.Instant;

/**
 * A message, to look at.
 *
 * @param at when it was asked for
 * @param topic what it is about, in a word
 * @param phase may be empty
 * @param to where it goes
 * @param state {@code waiting}, {@code sent}, {@code failed}, {@code givenUp} or {@code dropped}
 * @param why what keeps it from being sent, or kept it; empty when nothing does
 * @param tries how often it was tried
 */
public record Sent(Instant at, String topic, String phase, String to, String state, String why, int tries) {}
