package io.jenkins.plugins.rollout.analysis;

import java.util.Arrays;

/**
 * All differences between the values of one sample and those of another, in order, without making them: for 850 values
 * a side there are 722,500, and one is found in the time it takes to walk along both samples some ten times.
 *
 * <p>With both samples sorted the differences are a matrix whose rows and columns are sorted. The search keeps a range
 * of candidates in each row, counts how many differences are below a pivot, and drops what cannot be the answer. The
 * first pivots enclose the answer as a small grid of the matrix suggests; the next ones are weighted medians of the
 * rows' middle candidates, of which each drops a quarter at least. Rounding keeps the order, so the answer is exactly
 * the difference that sorting all of them would find.
 *
 * @see <a href="https://doi.org/10.1137/0207013">Johnson and Mizoguchi, Selecting the K-th element in X + Y (1978)</a>
 * @see <a href="https://doi.org/10.1145/1271.319414">Monahan, Fast computation of the Hodges-Lehmann location
 *     estimator (1984)</a>
 */
final class SortedDifferences {
    /** What is left is made and searched when it is not longer than so many times both samples. */
    private static final int SHORT = 4;

    /** How many places the grid is off, as a rule. Where it is more, the medians do the rest. */
    private static final int MARGIN = 2;

    private final double[] left;
    private final double[] right;
    private final double[] grid;

    /**
     * @param left ascending, finite, at least one
     * @param right what is taken away: ascending, finite, at least one
     */
    SortedDifferences(double[] left, double[] right) {
        this.left = left;
        this.right = right;
        grid = count() > SHORT * (long) (left.length + right.length) ? grid() : new double[0];
    }

    /** How many there are. */
    long count() {
        return (long) left.length * right.length;
    }

    /**
     * One of them.
     *
     * @param rank 0 for the least, {@link #count} - 1 for the greatest
     */
    double at(long rank) {
        if (rank < 0 || rank >= count()) {
            throw new IllegalArgumentException("rank: " + rank + " is not one of " + count());
        }
        return new Search(rank).result();
    }

    /** The greatest that is less than one of them; that one itself when it is there more than once and one has the rank. */
    double before(double value, long rank) {
        double greatest = Double.NEGATIVE_INFINITY;
        long less = 0;
        int column = right.length;
        for (int row = 0; row < left.length; row++) {
            while (column > 0 && difference(row, column - 1) >= value) {
                column--;
            }
            less += column;
            if (column > 0) {
                greatest = Math.max(greatest, difference(row, column - 1));
            }
        }
        return less > rank ? greatest : value;
    }

    /** Ascending in both. */
    private double difference(int row, int column) {
        return left[row] - right[right.length - 1 - column];
    }

    private double[] grid() {
        int rows = (int) Math.min(left.length, Math.ceil(Math.sqrt(left.length)));
        int columns = (int) Math.min(right.length, Math.ceil(Math.sqrt(right.length)));
        double[] some = new double[rows * columns];
        for (int at = 0; at < some.length; at++) {
            int row = (int) ((2L * (at / columns) + 1) * left.length / (2L * rows));
            int column = (int) ((2L * (at % columns) + 1) * right.length / (2L * columns));
            some[at] = difference(row, column);
        }
        Arrays.sort(some);
        return some;
    }

    /** What may still be the answer: in each row the columns from {@code from} until before {@code to}. */
    private final class Search {
        private final long rank;
        private final int[] from = new int[left.length];
        private final int[] to = new int[left.length];
        private final int[] below = new int[left.length];
        private final int[] upTo = new int[left.length];
        private double[] middles;
        private int[] weights;
        private long dropped; // less than the answer
        private long candidates = count();
        private boolean found;
        private double answer;

        Search(long rank) {
            this.rank = rank;
            Arrays.fill(to, right.length);
        }

        double result() {
            if (isLong()) {
                enclose();
            }
            while (!found && isLong()) {
                narrow(median());
            }
            return found ? answer : rest();
        }

        private boolean isLong() {
            return candidates > SHORT * (long) (left.length + right.length);
        }

        private void enclose() {
            double place = (rank + 0.5) / count() * grid.length;
            int low = (int) Math.floor(place) - MARGIN;
            int high = (int) Math.ceil(place) + MARGIN;
            if (low >= 0) {
                narrow(grid[low]);
            }
            if (!found && high < grid.length) {
                narrow(grid[high]);
            }
        }

        private void narrow(double pivot) {
            long less = 0;
            long notMore = 0;
            int lower = right.length;
            int upper = right.length;
            for (int row = 0; row < left.length; row++) {
                double value = left[row];
                while (upper > 0 && value - right[right.length - upper] > pivot) {
                    upper--;
                }
                lower = Math.min(lower, upper);
                while (lower > 0 && value - right[right.length - lower] >= pivot) {
                    lower--;
                }
                below[row] = lower;
                upTo[row] = upper;
                less += lower;
                notMore += upper;
            }
            if (rank < less) {
                for (int row = 0; row < to.length; row++) {
                    to[row] = Math.min(to[row], below[row]);
                }
            } else if (rank >= notMore) {
                for (int row = 0; row < from.length; row++) {
                    from[row] = Math.max(from[row], upTo[row]);
                }
            } else {
                found = true;
                answer = pivot;
            }
            dropped = sum(from);
            candidates = sum(to) - dropped;
        }

        private double median() {
            if (middles == null) {
                middles = new double[left.length];
                weights = new int[left.length];
            }
            int rows = 0;
            for (int row = 0; row < left.length; row++) {
                if (from[row] < to[row]) {
                    middles[rows] = difference(row, (from[row] + to[row]) >>> 1);
                    weights[rows++] = to[row] - from[row];
                }
            }
            return Selection.of(middles, weights, rows, candidates / 2);
        }

        private double rest() {
            double[] rest = new double[(int) candidates];
            int size = 0;
            for (int row = 0; row < left.length; row++) {
                for (int column = from[row]; column < to[row]; column++) {
                    rest[size++] = difference(row, column);
                }
            }
            return Selection.of(rest, size, (int) (rank - dropped));
        }
    }

    private static long sum(int[] numbers) {
        long sum = 0;
        for (int number : numbers) {
            sum += number;
        }
        return sum;
    }
}
