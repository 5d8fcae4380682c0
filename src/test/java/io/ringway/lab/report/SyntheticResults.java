package io.ringway.lab.report;

import io.ringway.lab.results.Contender;
import io.ringway.lab.results.LatencyRun;
import io.ringway.lab.results.Limit;
import io.ringway.lab.results.RateRun;
import io.ringway.lab.results.Results;
import io.ringway.lab.results.Target;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;

/** Results of servers that never ran, from formulas and a fixed seed: the same at every call. */
public final class SyntheticResults {
    static final long[] RATES = {60_000, 120_000, 200_000, 300_000, 400_000, 500_000, 600_000, 700_000};

    private final Random random = new Random(7);
    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final List<Contender> contenders = new ArrayList<>();
    private final List<RateRun> rateRuns = new ArrayList<>();
    private final List<LatencyRun> latencyRuns = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();
    private final List<Target> targets = new ArrayList<>();
    private double ceiling = 612_000;
    private long sendLagNs = 1_500;
    private boolean complete = true;
    private String scenario = "refused";

    public SyntheticResults() {
        manifest.put("commit", "0123abc");
        manifest.put("kernel", "6.12.0");
        manifest.put("processor", "Some Processor 3.0 GHz");
        manifest.put("placement", "one machine, veth pair; server on processor 1, injector on 0");
        manifest.put("driver", "veth");
        manifest.put("queues", "1");
    }

    /** Seven servers, five repetitions, all measured. */
    public static Results complete() {
        return seven(5, 1).build();
    }

    /** As {@link #complete()}, with Ringway so many times as fast. */
    public static SyntheticResults seven(final int repetitions, final double speed) {
        return new SyntheticResults()
                .contender("floor", "C reflector (the floor)", Contender.Role.FLOOR, 560_000, 2.2, repetitions)
                .contender(
                        "ringway-xdp-shared",
                        "Ringway AF_XDP, shared",
                        Contender.Role.RINGWAY,
                        530_000 * speed,
                        2.9 / speed,
                        repetitions)
                .contender(
                        "ringway-xdp-dedicated",
                        "Ringway AF_XDP, dedicated",
                        Contender.Role.RINGWAY,
                        380_000,
                        5.1,
                        repetitions)
                .contender(
                        "ringway-regular", "Ringway regular stack", Contender.Role.RINGWAY, 190_000, 7.5, repetitions)
                .contender("dnsdist-xdp", "dnsdist AF_XDP", Contender.Role.PEER, 210_000, 6.3, repetitions)
                .contender("dnsdist-regular", "dnsdist regular stack", Contender.Role.PEER, 75_000, 13.5, repetitions)
                .contender("knotd-xdp", "knotd AF_XDP", Contender.Role.PEER, 480_000, 3.4, repetitions);
    }

    public SyntheticResults contender(
            final String id,
            final String title,
            final Contender.Role role,
            final double peak,
            final double cpuUs,
            final int repetitions) {
        contenders.add(new Contender(id, title, "1.0", role));
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            final double noisyPeak = peak * noise(0.05);
            for (final long rate : RATES) {
                rateRun(id, repetition, rate, noisyPeak, cpuUs * noise(0.06));
            }
            limits.add(new Limit(id, repetition, Limit.NDR, noisyPeak * 0.7, 9));
            limits.add(new Limit(id, repetition, Limit.PDR, noisyPeak * 0.93, 8));
            for (final double fraction : List.of(0.25, 0.5, 0.75)) {
                latencyRun(id, repetition, fraction, peak, cpuUs, 20_000);
            }
        }
        return this;
    }

    public SyntheticResults rateRun(
            final String id, final int repetition, final long rate, final double peak, final double cpuUs) {
        final double seconds = 5;
        final double offered = Math.min((double) rate, ceiling > 0 ? ceiling * noise(0.01) : (double) rate);
        // Overload costs a little, and an injector that is asked for too much hears less.
        final double answered = Math.min(offered, peak)
                * (offered > peak ? 1 - 0.06 * (offered / peak - 1) / 4 : 1)
                * (rate > offered * 1.1 ? 0.94 : 1);
        final double totalS = answered * seconds * (cpuUs * (1 + 12_000 / Math.max(1, answered))) / 1e6;
        rateRuns.add(new RateRun(
                id,
                repetition,
                RateRun.Phase.SWEEP,
                rate,
                seconds,
                Math.round(offered * seconds),
                Math.max(0, Math.round(answered * seconds)),
                totalS * 0.35,
                totalS * 0.2,
                totalS * 0.45));
        return this;
    }

    public SyntheticResults latencyRun(
            final String id,
            final int repetition,
            final double fraction,
            final double peak,
            final double cpuUs,
            final int probes) {
        final Histogram histogram = new Histogram(3);
        final double middle = (18 + 6 * cpuUs) * (1 + fraction) * noise(0.05);
        for (int i = 0; i < probes; i++) {
            final double tail = random.nextDouble() < 0.004 ? 30 * random.nextDouble() : 0;
            histogram.recordValue(Math.round(1_000 * middle * (Math.exp(0.25 * random.nextGaussian()) + tail)));
        }
        latencyRuns.add(new LatencyRun(
                id,
                repetition,
                fraction,
                Math.round(peak * fraction),
                10,
                probes + 3L,
                probes,
                0,
                sendLagNs,
                encoded(histogram)));
        return this;
    }

    public static String encoded(final Histogram histogram) {
        final ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        final int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    public SyntheticResults manifest(final String name, final String value) {
        manifest.put(name, value);
        return this;
    }

    public SyntheticResults ceiling(final double perSecond) {
        ceiling = perSecond;
        return this;
    }

    /** Of the contenders that are added after it. */
    public SyntheticResults sendLag(final long lagNs) {
        sendLagNs = lagNs;
        return this;
    }

    public SyntheticResults scenario(final String id) {
        scenario = id;
        return this;
    }

    public SyntheticResults target(
            final String subject, final String other, final double atLeast, final Target.Measure measure) {
        targets.add(new Target(subject, other, atLeast, measure));
        return this;
    }

    public SyntheticResults target(final String subject, final String other, final double atLeast) {
        targets.add(new Target(subject, other, atLeast));
        return this;
    }

    public SyntheticResults incomplete() {
        complete = false;
        return this;
    }

    public Results build() {
        return new Results(
                scenario,
                "2026-11-23T20:00:00Z",
                complete,
                manifest,
                contenders,
                ceiling,
                rateRuns,
                latencyRuns,
                limits,
                targets);
    }

    private double noise(final double share) {
        return 1 + share * (random.nextDouble() - 0.5) * 2;
    }
}
