package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.model.Watch;
import java.util.List;
import java.util.stream.Collectors;

/** Tells what a round of samples says that the one before did not; see {@link Story}. */
final class RoundStory {
    /** Of somebody who waits is told again from so many samples on, whenever there are twice as many. */
    private static final int WORTH_TELLING = 16;

    private RoundStory() {}

    /** Told when a verdict changed, when the first round is in, and when somebody who waits has twice the samples. */
    static Story.Sentence tell(RolloutState before, RolloutState after, Event.RoundMeasured e) {
        List<Reading> last = before == null
                ? List.of()
                : before.phase(e.phase())
                        .map(PhaseState::watch)
                        .map(Watch::last)
                        .orElse(List.of());
        List<Reading> news = e.readings().stream()
                .filter(reading -> last.stream()
                        .noneMatch(other -> other.criterion().equals(reading.criterion())
                                && other.verdict() == reading.verdict()
                                && !doubled(other, reading)))
                .toList();
        if (news.isEmpty()) {
            return null;
        }
        String text = news.stream().map(RoundStory::reading).collect(Collectors.joining("; "));
        String told = Story.phase(after, e.phase(), (e.stage() == Stage.BAKE ? "bake: " : "metrics: ") + text);
        if (news.stream().allMatch(reading -> reading.verdict() == Verdict.PASS)) {
            return new Story.Sentence(told, Tone.GOOD);
        }
        boolean patient =
                news.stream().allMatch(reading -> reading.verdict() == Verdict.PASS || reading.verdict() == Verdict.WAITING);
        return new Story.Sentence(told, patient ? Tone.PLAIN : Tone.BAD);
    }

    private static String reading(Reading reading) {
        String verdict = switch (reading.verdict()) {
            case PASS -> "holds";
            case FAIL -> "FAILS";
            case INCONCLUSIVE -> "does not decide";
            case WAITING -> "waits";
            case NO_DATA -> "has no data";
        };
        return "'" + reading.criterion() + "' " + verdict + samples(reading)
                + (reading.why().isEmpty() ? "" : " (" + reading.why() + ")");
    }

    private static boolean doubled(Reading before, Reading reading) {
        return reading.verdict() == Verdict.WAITING
                && before.estimate() != null
                && reading.estimate() != null
                && reading.estimate().samples() >= WORTH_TELLING
                && Long.highestOneBit(reading.estimate().samples()) > Long.highestOneBit(before.estimate().samples());
    }

    /** How many samples somebody who waits has, and how many more are wanted unless the reason says so itself. */
    private static String samples(Reading reading) {
        Estimate estimate = reading.estimate();
        if (estimate == null || reading.verdict() != Verdict.WAITING) {
            return "";
        }
        boolean wanted = estimate.wanted() != null && estimate.wanted() > 0 && !reading.why().contains(" more sample");
        return " after " + estimate.samples() + (estimate.samples() == 1 ? " sample" : " samples")
                + (wanted ? ", about " + estimate.wanted() + " more are wanted" : "");
    }
}
