package io.jenkins.plugins.rollout.analysis;

import java.util.Arrays;

/**
 * All differences between the values of one sample and those of another, in order, without making them: for 850 values
 * a side there are 722,500, and one is found in the time it takes to walk along both samples some ten times.
 *
 * <p>With both samples sorted the differences are a matrix whose rows and columns are sorted. The search keeps a range
 * of candidates in each row, takes the weighted median of the rows' middle candidates, counts how many differences are
 * below it, and drops what cannot be the answer: a quarter at least. Rounding keeps the order, so the answer is exactly
 * the difference that sorting all of them would find.
 *
 * @see <a href="https://doi.org/10.1137/0207013">Johnson and Mizoguchi, Selecting the K-th element in X + Y (1978)</a>
 * @see <a href="https://doi.org/10.1145/1271.319414">Monahan, Fast computation of the Hodges-Lehmann location
 *     estimator (1984)</a>
 */
final class SortedDifferences {
    private final double[] left;
    private final double[] right;

    /**
     * @param left ascending, finite, at least one
     * @param right what is taken away: ascending, finite, at least one
     */
    SortedDifferences(double[] left, double[] right) {
        this.left = left;
        this.right = right;
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
        int[] from = new int[left.length];
        int[] to = new int[left.length];
        Arrays.fill(to, right.length);
        int[] below = new int[left.length];
        int[] upTo = new int[left.length];
        double[] middles = new double[left.length];
        int[] weights = new int[left.length];
        long dropped = 0;
        long candidates = count();
        while (candidates > left.length + right.length) {
            double pivot = pivot(from, to, middles, weights, candidates);
            long less = countLess(pivot, below);
            long notMore = countNotMore(pivot, upTo);
            if (rank < less) {
                to = narrower(to, below);
            } else if (rank >= notMore) {
                from = wider(from, upTo);
                dropped = sum(from);
            } else {
                return pivot;
            }
            candidates = sum(to) - dropped;
        }
        double[] rest = new double[(int) candidates];
        int size = 0;
        for (int row = 0; row < left.length; row++) {
            for (int column = from[row]; column < to[row]; column++) {
                rest[size++] = difference(row, column);
            }
        }
        Arrays.sort(rest);
        return rest[(int) (rank - dropped)];
    }

    /** Ascending in both. */
    private double difference(int row, int column) {
        return left[row] - right[right.length - 1 - column];
    }

    private double pivot(int[] from, int[] to, double[] middles, int[] weights, long candidates) {
        int rows = 0;
        for (int row = 0; row < left.length; row++) {
            if (from[row] < to[row]) {
                middles[rows] = difference(row, (from[row] + to[row]) >>> 1);
                weights[rows++] = to[row] - from[row];
            }
        }
        return WeightedMedian.of(middles, weights, rows, candidates / 2);
    }

    private long countLess(double pivot, int[] perRow) {
        long total = 0;
        int column = right.length;
        for (int row = 0; row < left.length; row++) {
            while (column > 0 && difference(row, column - 1) >= pivot) {
                column--;
            }
            perRow[row] = column;
            total += column;
        }
        return total;
    }

    private long countNotMore(double pivot, int[] perRow) {
        long total = 0;
        int column = right.length;
        for (int row = 0; row < left.length; row++) {
            while (column > 0 && difference(row, column - 1) > pivot) {
                column--;
            }
            perRow[row] = column;
            total += column;
        }
        return total;
    }

    private static int[] narrower(int[] to, int[] below) {
        for (int row = 0; row < to.length; row++) {
            to[row] = Math.min(to[row], below[row]);
        }
        return to;
    }

    private static int[] wider(int[] from, int[] upTo) {
        for (int row = 0; row < from.length; row++) {
            from[row] = Math.max(from[row], upTo[row]);
        }
        return from;
    }

    private static long sum(int[] numbers) {
        long sum = 0;
        for (int number : numbers) {
            sum += number;
        }
        return sum;
    }
}
