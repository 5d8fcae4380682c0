package io.ringway.lab.prober;

import java.util.Arrays;
import java.util.SplittableRandom;

/** When probes are to be sent, in nanoseconds from the start; fixed before the start. */
final class ProbeSchedule {
    private static final double NS_PER_S = 1e9;

    private ProbeSchedule() {}

    /**
     * Poisson arrivals: gaps with an exponential distribution, which keep in step with nothing that the server does at intervals. The same seed
     * gives the same moments.
     */
    static long[] poisson(final int rate, final int seconds, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final double meanGapNs = NS_PER_S / rate;
        final double endNs = seconds * NS_PER_S;
        long[] offsetsNs = new long[rate * seconds + 16];
        int count = 0;
        double momentNs = meanGapNs * exponential(random);
        while (momentNs < endNs) {
            if (count == offsetsNs.length) {
                offsetsNs = Arrays.copyOf(offsetsNs, count + count / 8 + 1);
            }
            offsetsNs[count++] = (long) momentNs;
            momentNs += meanGapNs * exponential(random);
        }
        return Arrays.copyOf(offsetsNs, count);
    }

    private static double exponential(final SplittableRandom random) {
        // 1 - [0, 1) is never 0, whose logarithm is none.
        return -Math.log(1 - random.nextDouble());
    }

    /** Evenly spaced moments. */
    static long[] even(final int rate, final int count) {
        final long[] offsetsNs = new long[count];
        for (int i = 0; i < count; i++) {
            offsetsNs[i] = (long) (i * NS_PER_S / rate);
        }
        return offsetsNs;
    }
}
