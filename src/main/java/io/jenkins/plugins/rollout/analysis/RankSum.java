package io.jenkins.plugins.rollout.analysis;

import java.util.Arrays;

/**
 * The ranks of two samples among one another.
 *
 * @param ofFirst sum of the first one's ranks, equal values sharing a mean rank
 * @param ties sum of t³ − t over groups of t equal values
 */
record RankSum(double ofFirst, double ties) {
    /** Of the first sample with so much taken away from each value, and the second as it is. */
    static RankSum of(double[] first, double[] second, double shift) {
        double[] ours = new double[first.length];
        for (int at = 0; at < first.length; at++) {
            ours[at] = first[at] - shift;
        }
        double[] all = Arrays.copyOf(ours, ours.length + second.length);
        System.arraycopy(second, 0, all, ours.length, second.length);
        Arrays.sort(ours);
        Arrays.sort(all);
        double sum = 0;
        double ties = 0;
        int mine = 0;
        for (int from = 0, to; from < all.length; from = to) {
            to = from + 1;
            while (to < all.length && all[to] == all[from]) {
                to++;
            }
            double tied = to - from;
            ties += tied * tied * tied - tied;
            double rank = (from + 1 + to) / 2.0;
            while (mine < ours.length && ours[mine] == all[from]) {
                sum += rank;
                mine++;
            }
        }
        return new RankSum(sum, ties);
    }
}
