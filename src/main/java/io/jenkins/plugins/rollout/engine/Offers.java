package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.RolloutState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Which rollout was offered to which, and what that one said. An answer is asked for once, and is remembered until the
 * older one has ended, also where the newer one ends first.
 */
final class Offers {
    private record Offer(String to, CompletableFuture<Decision> answer) {
        boolean failed() {
            return answer.isCompletedExceptionally();
        }

        boolean refused() {
            return answer.isDone() && !failed() && answer.join() instanceof Decision.Refused;
        }
    }

    private final Map<String, Offer> offers = new HashMap<>();

    /** A rollout was found that has taken over from another. */
    synchronized void found(RolloutState heir) {
        if (heir.inherited() != null) {
            var accepted = CompletableFuture.<Decision>completedFuture(new Decision.Accepted(List.of()));
            offers.put(heir.inherited().from(), new Offer(heir.id(), accepted));
        }
    }

    /** Forgets those whose older rollout is not there any more. */
    synchronized void keep(Set<String> open) {
        offers.keySet().retainAll(open);
    }

    /** Asks, unless there is an answer already. */
    synchronized CompletionStage<Decision> offer(String from, String to, Supplier<CompletionStage<Decision>> ask) {
        Offer known = offers.get(from);
        if (known == null || !known.to().equals(to) || known.failed() || known.refused()) {
            known = new Offer(to, ask.get().toCompletableFuture());
            offers.put(from, known);
        }
        return known.answer();
    }

    /** Whether a rollout may have taken over from one that does not know it yet. */
    synchronized boolean awaited(String heir) {
        return offers.values().stream().anyMatch(offer -> offer.to().equals(heir) && !offer.refused());
    }

    /** The older one has ended. @return the newer one */
    synchronized Optional<String> over(String from) {
        return Optional.ofNullable(offers.remove(from)).map(Offer::to);
    }
}
