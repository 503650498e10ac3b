package io.jenkins.plugins.rollout.metric;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Numbers of several sources that have no past of their own, taken in the same rounds. Immutable. */
record Rounds(List<Round> all) {
    static final Rounds NONE = new Rounds(List.of());

    /** The oldest go first when there are more: at one a minute these are more than three days. */
    static final int MOST = 5_000;

    /** One number of each source, at one time. */
    @SuppressWarnings("ArrayRecordComponent") // nobody else has it
    record Round(Instant at, double[] values) {}

    Rounds and(Instant at, double[] values) {
        var more = new ArrayList<Round>(all.size() + 1);
        more.addAll(all.size() < MOST ? all : all.subList(all.size() - MOST + 1, all.size()));
        more.add(new Round(at, values.clone()));
        return new Rounds(more);
    }

    /** Those from a time on. */
    Rounds since(Instant time) {
        return new Rounds(all.stream().filter(round -> !round.at().isBefore(time)).toList());
    }

    /** An array for each source. There must be a round. */
    double[][] columns() {
        var columns = new double[all.get(0).values().length][all.size()];
        for (int i = 0; i < all.size(); i++) {
            for (int column = 0; column < columns.length; column++) {
                columns[column][i] = all.get(i).values()[column];
            }
        }
        return columns;
    }

    Instant from() {
        return all.get(0).at();
    }

    /** Between two rounds, on the average; a minute where there is only one. */
    Duration step() {
        return all.size() < 2
                ? Duration.ofMinutes(1)
                : Duration.between(from(), all.get(all.size() - 1).at()).dividedBy(all.size() - 1L);
    }
}
