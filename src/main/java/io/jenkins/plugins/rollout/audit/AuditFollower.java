package io.jenkins.plugins.rollout.audit;

import io.jenkins.plugins.rollout.engine.Follower;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** Takes over into the audit trail what counts of that which the engine writes. */
public final class AuditFollower extends Follower<AuditRecord> {
    /** @param executor for reading and writing files */
    public AuditFollower(AuditStore store, Executor executor) {
        super(new Trail(store), executor);
    }

    private record Trail(AuditStore store) implements Book<AuditRecord> {
        @Override
        public String name() {
            return "the audit trail";
        }

        @Override
        public Reading<AuditRecord> reading(RolloutState state) {
            return new Acts(state);
        }

        @Override
        public Map<String, Known> known(Collection<String> rollouts, Instant since) throws IOException {
            return store.known(rollouts, since);
        }

        @Override
        public void append(List<AuditRecord> records) throws IOException {
            store.append(records);
        }
    }
}
