package io.jenkins.plugins.rollout.model;

import java.time.Instant;

/** One person's yes. */
public record Yes(String by, String name, String via, String comment, Instant at) {}
