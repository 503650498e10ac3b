package io.jenkins.plugins.rollout.analysis;

import java.util.Random;

/** Series as monitoring sees them, made up from a seed. All have one mean for ever. */
enum Noise {
    IID("independent N(10, 3)") {
        @Override
        double[] series(int length, Random random) {
            return autoregressive(0, length, random);
        }
    },
    AR50("AR(1), φ 0.5") {
        @Override
        double[] series(int length, Random random) {
            return autoregressive(0.5, length, random);
        }
    },
    AR80("AR(1), φ 0.8") {
        @Override
        double[] series(int length, Random random) {
            return autoregressive(0.8, length, random);
        }
    },
    AR95("AR(1), φ 0.95") {
        @Override
        double[] series(int length, Random random) {
            return autoregressive(0.95, length, random);
        }
    },
    STUDENT("heavy tails: 10 + Student t, 3 degrees of freedom") {
        @Override
        double next(Random random) {
            double squares = 0;
            for (int i = 0; i < 3; i++) {
                double normal = random.nextGaussian();
                squares += normal * normal;
            }
            return 10 + random.nextGaussian() / Math.sqrt(squares / 3);
        }
    },
    LOGNORMAL("heavy tail: lognormal, σ 1.5") {
        @Override
        double next(Random random) {
            return Math.exp(1.5 * random.nextGaussian());
        }
    },
    ZEROS("zero in 9 of 10, else lognormal, σ 1") {
        @Override
        double next(Random random) {
            return random.nextDouble() < 0.9 ? 0 : Math.exp(random.nextGaussian());
        }
    },
    BURSTS("bursts: N(10, 1), 30 more for 5 samples, 1/7 of the time") {
        @Override
        double[] series(int length, Random random) {
            var values = new double[length];
            boolean burst = random.nextDouble() < 1.0 / 7;
            for (int i = 0; i < length; i++) {
                burst = burst ? random.nextDouble() >= 0.2 : random.nextDouble() < 1.0 / 30;
                values[i] = 10 + random.nextGaussian() + (burst ? 30 : 0);
            }
            return values;
        }
    };

    private final String words;

    Noise(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    double next(Random random) {
        return 10 + 3 * random.nextGaussian();
    }

    double[] series(int length, Random random) {
        var values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = next(random);
        }
        return values;
    }

    /** Mean 10, standard deviation 3. */
    private static double[] autoregressive(double likeness, int length, Random random) {
        var values = new double[length];
        double state = random.nextGaussian();
        for (int i = 0; i < length; i++) {
            values[i] = 10 + 3 * state;
            state = likeness * state + Math.sqrt(1 - likeness * likeness) * random.nextGaussian();
        }
        return values;
    }

    static double[] times(double unit, double[] values) {
        var scaled = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = values[i] * unit;
        }
        return scaled;
    }

    static double[] plus(double shift, double[] values) {
        var shifted = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            shifted[i] = values[i] + shift;
        }
        return shifted;
    }
}
