package io.ringway.lab.experiment;

import io.ringway.lab.InterfaceTraffic;
import io.ringway.lab.contender.ContenderKind;
import io.ringway.lab.contender.RunningContender;
import io.ringway.lab.experiment.Bench.LatencyBench;
import io.ringway.lab.injector.Load;
import io.ringway.lab.injector.Prober;
import io.ringway.lab.results.LatencyRun;
import io.ringway.settings.SetupException;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Latency at shares of each contender's own peak: load on the first queue, probes on the second. One thread. */
final class LatencyExperiment {
    private static final int PROBE_QUEUE = 1;
    private static final double RUN_IN_FRACTION = 0.5;
    private static final int LOAD_FLOWS_PACKETS = 1_000;
    private static final int LOAD_STARTS_WITHIN_S = 10;
    private static final int LOOK_EVERY_MS = 10;

    private final Plan plan;
    private final LatencyBench bench;
    private final Experiment experiment;
    private final Recording recording;
    private final Progress progress;
    private boolean proberFailed;

    LatencyExperiment(
            final Plan plan,
            final LatencyBench bench,
            final Experiment experiment,
            final Recording recording,
            final Progress progress) {
        this.plan = plan;
        this.bench = bench;
        this.experiment = experiment;
        this.recording = recording;
        this.progress = progress;
    }

    void run() {
        for (final ContenderKind kind : plan.kinds()) {
            final OptionalDouble peak = recording.peak(kind.id());
            if (!kind.servesEveryQueue()) {
                progress.note("  " + kind.id()
                        + " serves the first queue alone, so that no probe would be answered: no latency");
            }
            if (proberFailed || experiment.isDropped(kind) || peak.isEmpty() || !kind.servesEveryQueue()) {
                progress.skip(1, kind.servesEveryQueue() ? plan.latencyS() : 0);
                continue;
            }
            progress.begin(kind.title() + ", latency under load", plan.latencyS());
            experiment.attempt(kind, () -> measure(kind, peak.getAsDouble()));
        }
    }

    private void measure(final ContenderKind kind, final double peak) {
        try (RunningContender running = experiment.start(kind, bench.site(), bench.injector())) {
            experiment.fire(bench.injector(), Math.round(peak * RUN_IN_FRACTION), Plan.RUN_IN_S);
            for (final double fraction : Plan.FRACTIONS) {
                if (!proberFailed) {
                    measure(running, kind, fraction, Math.round(peak * fraction));
                }
            }
        }
    }

    private void measure(
            final RunningContender running, final ContenderKind kind, final double fraction, final long loadRate) {
        final long pid = running.process().pid();
        final long received = received(pid);
        try (Load load = experiment.keep(new Load(bench.injector(), loadRate, plan.probingS() + Plan.LOAD_MARGIN_S))) {
            awaitLoad(pid, received);
            final Prober.Report report = probe();
            load.awaitReport();
            running.requireAlive();
            recording.add(new LatencyRun(
                    kind.id(),
                    plan.repetitions(),
                    fraction,
                    loadRate,
                    report.seconds(),
                    report.probes(),
                    report.answered(),
                    report.duplicates(),
                    report.sendLagP99Ns(),
                    report.histogram()));
            progress.note(String.format(
                    Locale.ROOT,
                    "  %-21s latency at %,9d /s   %,d of %,d probes answered   prober late by up to %.1f µs (p99)",
                    kind.id(),
                    loadRate,
                    report.answered(),
                    report.probes(),
                    report.sendLagP99Ns() / 1e3));
        } catch (final ProberFailure e) {
            proberFailed = true;
            recording.describe("latency", "not measured");
            progress.note("  latency is not measured: " + e.getMessage());
        }
    }

    private Prober.Report probe() {
        final var command = Prober.command(
                Bench.CLIENT_INTERFACE, PROBE_QUEUE, bench.site().address(), plan.probingS(), Bench.INJECTOR_CPU);
        try (Prober prober = experiment.keep(new Prober(bench.injector().inside(command), plan.probingS()))) {
            return prober.awaitReport();
        } catch (final SetupException e) {
            experiment.requireRunning();
            throw new ProberFailure(e);
        }
    }

    private void awaitLoad(final long pid, final long before) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOAD_STARTS_WITHIN_S);
        while (received(pid) - before < LOAD_FLOWS_PACKETS) {
            experiment.requireRunning();
            if (System.nanoTime() > deadlineNs) {
                throw new SetupException("no load came within " + LOAD_STARTS_WITHIN_S + " s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
        }
    }

    private long received(final long pid) {
        return InterfaceTraffic.of(pid, bench.site().interfaceName()).received();
    }

    /** The prober is at fault, not the contender. */
    private static final class ProberFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ProberFailure(final SetupException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
