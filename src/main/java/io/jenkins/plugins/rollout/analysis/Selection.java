package io.jenkins.plugins.rollout.analysis;

/** Finds a value by its place in the order of all, without sorting them. */
final class Selection {
    private Selection() {}

    /**
     * @param values are put into another order
     * @param rank 0 for the least of the first {@code size} ones
     */
    static double of(double[] values, int size, int rank) {
        return of(values, null, size, rank);
    }

    /**
     * @param values are put into another order, as the weights are
     * @param weights of the values, more than 0; null for 1 each
     * @param size how many of both to look at
     * @param target less than the sum of the weights
     * @return the value such that the weights of the smaller ones are at most the target, and with its own more
     */
    static double of(double[] values, int[] weights, int size, long target) {
        int from = 0;
        int to = size;
        long wanted = target;
        while (true) {
            double pivot = middle(values[from], values[(from + to) >>> 1], values[to - 1]);
            int less = from;
            int more = to;
            long lessWeight = 0;
            long equalWeight = 0;
            for (int at = from; at < more; ) {
                double value = values[at];
                if (value < pivot) {
                    lessWeight += weights == null ? 1 : weights[at];
                    swap(values, weights, less++, at++);
                } else if (value > pivot) {
                    swap(values, weights, --more, at);
                } else {
                    equalWeight += weights == null ? 1 : weights[at];
                    at++;
                }
            }
            if (wanted < lessWeight) {
                to = less;
            } else if (wanted < lessWeight + equalWeight) {
                return pivot;
            } else {
                wanted -= lessWeight + equalWeight;
                from = more;
            }
        }
    }

    private static double middle(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    private static void swap(double[] values, int[] weights, int one, int other) {
        double value = values[one];
        values[one] = values[other];
        values[other] = value;
        if (weights != null) {
            int weight = weights[one];
            weights[one] = weights[other];
            weights[other] = weight;
        }
    }
}
