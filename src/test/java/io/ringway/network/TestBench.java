package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.Cleanup;
import io.ringway.lab.Namespace;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A server's and a client's namespace on real veth pairs, and Ringway as its own process, started through its command line. Everything goes
 * with {@link #close()}, and when the tests are killed, with the next run.
 */
final class TestBench implements AutoCloseable {
    static final int START_TIMEOUT_MS = 60_000;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Cleanup cleanup = new Cleanup();
    private final Namespace server;
    private final Namespace client;
    private final Path folder;

    TestBench() throws IOException {
        Namespace.removeStale();
        final int number = NUMBER.incrementAndGet();
        server = cleanup.add(Namespace.create("server" + number));
        client = cleanup.add(Namespace.create("client" + number));
        folder = Files.createTempDirectory("ringway-test-");
        cleanup.add(this::deleteFolder);
    }

    /** A pair rwsN (server) and rwcN (client), where N is {@code number}: 192.0.N.1 and 2001:db8:N::1 with the server, .2 and ::2 with the client. */
    VethPair join(final int number, final int queues) {
        final VethPair pair = VethPair.join(server, client, "rws" + number, "rwc" + number, queues);
        pair.addAddresses("192.0." + number + ".1/24", "192.0." + number + ".2/24");
        pair.addAddresses("2001:db8:" + number + "::1/64", "2001:db8:" + number + "::2/64");
        return pair;
    }

    Namespace server() {
        return server;
    }

    Namespace client() {
        return client;
    }

    Path folder() {
        return folder;
    }

    <T extends AutoCloseable> T add(final T thing) {
        return cleanup.add(thing);
    }

    PacketSocket packetSocket(final VethPair pair) throws Exception {
        return cleanup.add(PacketSocket.open(client, pair.clientInterface()));
    }

    /** Starts Ringway with a configuration and waits until it serves. */
    RingwayProcess serve(final String configuration, final String... jvmOptions) throws IOException {
        return start("counters", configuration, jvmOptions).awaitReady(START_TIMEOUT_MS);
    }

    /** Starts Ringway with a counters file of that name, and does not wait. */
    RingwayProcess start(final String counters, final String configuration, final String... jvmOptions)
            throws IOException {
        final Path file = folder.resolve(counters + ".conf");
        Files.writeString(file, configuration);
        return cleanup.add(
                RingwayProcess.start(server, file, folder.resolve(counters), List.of(jvmOptions), line -> {}));
    }

    /** Runs Ringway's command line in the server's namespace to its end. */
    ChildProcess run(final String... arguments) {
        final List<String> command = RingwayProcess.command(List.of());
        command.addAll(List.of(arguments));
        final ChildProcess process = new ChildProcess("ringway", server.command(command), line -> {});
        process.awaitEnd(START_TIMEOUT_MS);
        return process;
    }

    /** Waits until nothing is on its way, then holds the ledger: every packet accounted for, every frame with one owner. */
    static CountersSnapshot assertLedger(final RingwayProcess ringway) {
        Until.isTrue(
                "the ledger",
                () -> {
                    final CountersSnapshot counters = ringway.counters();
                    return counters.unaccounted() == 0
                            && sumOfOwners(counters) == counters.sum(CounterDescriptor.FRAMES_ALL)
                            && counters.sum(CounterDescriptor.FRAMES_WORKER) == 0
                            && counters.sum(CounterDescriptor.FRAMES_TRANSMIT) == 0;
                },
                () -> describe(ringway.counters()));
        final CountersSnapshot counters = ringway.counters();
        assertThat(counters.sum(CounterDescriptor.AGENT_ERRORS))
                .as(describe(counters))
                .isZero();
        return counters;
    }

    static long sumOfOwners(final CountersSnapshot counters) {
        return counters.sum(CounterDescriptor.FRAMES_FREE)
                + counters.sum(CounterDescriptor.FRAMES_FILL)
                + counters.sum(CounterDescriptor.FRAMES_WORKER)
                + counters.sum(CounterDescriptor.FRAMES_TRANSMIT);
    }

    static String describe(final CountersSnapshot counters) {
        return counters.entries().stream()
                .filter(entry -> entry.value() != 0)
                .map(entry -> entry.descriptor().label() + " " + entry.scope() + "=" + entry.value())
                .collect(Collectors.joining(", "));
    }

    private void deleteFolder() throws IOException {
        final List<Path> files = new ArrayList<>();
        try (var walk = Files.walk(folder)) {
            walk.sorted(Comparator.reverseOrder()).forEach(files::add);
        }
        for (final Path file : files) {
            Files.delete(file);
        }
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
