package io.ringway.lab.prober;

import io.ringway.settings.SetupException;
import io.ringway.stack.TimestampingSocket;
import io.ringway.topology.ThreadPinning;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.NetworkDevice;
import io.ringway.xdp.RealtimeClock;
import io.ringway.xdp.ThreadPriority;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run of the prober, from looking the target up to the result.
 *
 * <p>Intended moments, sleeps and the kernel's stamps on replies all are in {@code CLOCK_REALTIME}, so that nothing has to be converted. The
 * clock's drift against true time is at most 500 millionths, 0.5 µs in a latency of a millisecond. A clock that is set during the run would
 * falsify the probes on their way at that moment: it is noticed by comparison with {@code CLOCK_MONOTONIC}, and refused.
 */
public final class Prober {
    private static final int WARM_UP_PROBES = 600;
    private static final int WARM_UP_RATE = 1_000;
    private static final int WARM_UP_TIMEOUT_MS = 500;
    private static final long LEAD_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long CLOCK_TOLERANCE_NS = 100_000;
    private static final long SCHEDULE_SEED = 20_261_101;

    private final ProbeOptions options;
    private final Consumer<String> notices;
    private final RealtimeClock clock = new RealtimeClock();

    /**
     * A run that is yet to begin.
     *
     * @param options what to probe.
     * @param notices is told what the user should know, and {@code probing} when the measurement begins.
     */
    public Prober(final ProbeOptions options, final Consumer<String> notices) {
        this.options = options;
        this.notices = notices;
    }

    /**
     * Measures, on the calling thread, which it pins to the processor and puts in front of all others.
     *
     * @return what was found.
     * @throws SetupException  when the target cannot be reached from the interface, or the clock was set meanwhile.
     * @throws NativeException when the kernel refuses a socket.
     */
    public ProbeResult run() {
        final NetworkDevice device = NetworkDevice.find(options.interfaceName())
                .orElseThrow(() -> new SetupException(options.interfaceName()
                        + ": there is no such interface in this network namespace; ip link lists them"));
        final ProbeRoute route = ProbeRoute.to(options.target().getAddress(), device);
        final ProbeMessage message = new ProbeMessage(options.name());
        final long[] offsetsNs = ProbeSchedule.poisson(options.rate(), options.seconds(), SCHEDULE_SEED);
        if (offsetsNs.length == 0) {
            throw new SetupException("no probe falls into the run at this --rate; raise it, or --seconds");
        }
        final ProbeLedger ledger = new ProbeLedger(
                message,
                WARM_UP_PROBES,
                WARM_UP_PROBES + offsetsNs.length,
                options.timeoutMs(),
                new SplittableRandom(new SecureRandom().nextLong()));
        try (TimestampingSocket socket = TimestampingSocket.open(device, source(route), options.target());
                ProbeSender sender = sender(route, socket, message, ledger)) {
            pin();
            final int refusal = ThreadPriority.raise();
            if (refusal < 0) {
                notices.accept("warning: no priority over others, so that probes may leave late: "
                        + new NativeException("setpriority", -refusal).getMessage());
            }
            try {
                measure(ledger, new ProbeLoop(ledger, sender, socket, clock), offsetsNs);
            } finally {
                ThreadPriority.restore();
            }
            return ProbeResult.of(options, ledger, sender.path(), refusal == 0);
        }
    }

    private void measure(final ProbeLedger ledger, final ProbeLoop loop, final long[] offsetsNs) {
        ledger.schedule(0, clock.nowNs() + LEAD_NS, ProbeSchedule.even(WARM_UP_RATE, WARM_UP_PROBES));
        loop.run(0, WARM_UP_PROBES, TimeUnit.MILLISECONDS.toNanos(WARM_UP_TIMEOUT_MS), ledger::isWarmUpReplied);
        final long aheadNs = clock.aheadOfMonotonicNs();
        notices.accept("probing");
        ledger.schedule(WARM_UP_PROBES, clock.nowNs() + LEAD_NS, offsetsNs);
        loop.run(
                WARM_UP_PROBES,
                WARM_UP_PROBES + offsetsNs.length,
                TimeUnit.MILLISECONDS.toNanos(options.timeoutMs()),
                ledger::isReplied);
        final long setNs = Math.abs(clock.aheadOfMonotonicNs() - aheadNs);
        if (setNs > CLOCK_TOLERANCE_NS) {
            throw new SetupException("the clock was set by " + setNs / 1_000
                    + " µs during the run, which falsifies latencies; stop what sets it, and run again");
        }
    }

    private ProbeSender sender(
            final ProbeRoute route,
            final TimestampingSocket socket,
            final ProbeMessage message,
            final ProbeLedger ledger) {
        final SocketSender fallback = new SocketSender(socket, message);
        // Makes the kernel look for the neighbour. A probe of the warm-up, so that its reply is known and not counted.
        ledger.write(0, fallback.next());
        fallback.add();
        fallback.flush();
        final Optional<byte[]> ownMac = route.ownMac();
        if (ownMac.isEmpty()) {
            notices.accept("warning: " + route.device().name()
                    + " has no MAC address: sent through the kernel's stack, on a queue of its choice");
            return fallback;
        }
        final byte[] neighbour = route.awaitNeighbour();
        try {
            return XskSender.open(
                    route.device().name(),
                    options.queue(),
                    new ProbeFrame(ownMac.get(), neighbour, source(route), options.target(), message.length()),
                    message);
        } catch (final NativeException e) {
            notices.accept("warning: sent through the kernel's stack, on a queue of its choice: " + e.getMessage());
            return fallback;
        }
    }

    private InetSocketAddress source(final ProbeRoute route) {
        return new InetSocketAddress(route.source(), options.sourcePort());
    }

    private void pin() {
        try {
            ThreadPinning.pin(options.cpu());
        } catch (final IllegalStateException e) {
            throw new SetupException(
                    "--cpu " + options.cpu() + ": the system allows processors " + ThreadPinning.allowedProcessors(),
                    e);
        }
    }
}
