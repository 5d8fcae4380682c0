package io.ringway.cli.machine;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.Cleanup;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.ScratchFolder;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Serves queries by AF_XDP over a veth pair between two network namespaces of its own, which touches no other interface. */
final class SelfTest {
    private static final String NAME = "self-test";
    private static final String CONFIGURATION = """
            setACL({"0.0.0.0/0"})
            xsk = newXsk({ifName="ringway0", NIC_queue_id=0, frameNums=4096})
            addLocal("%s:53", {xskSocket=xsk})
            addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
            """.formatted(VethPair.SERVER_ADDRESS);
    private static final String QUEUE = "ringway0/0";
    private static final int TIMEOUT_MS = 60_000;
    private static final List<String> TOOLS = List.of("ip", "nsenter", "setpriv", "sysctl");

    private SelfTest() {}

    /** Needs root and some tools; without them it is left out. */
    static Check run() {
        final List<String> missing =
                TOOLS.stream().filter(tool -> !isOnPath(tool)).toList();
        if (!missing.isEmpty()) {
            return Check.warn(
                    NAME, "left out: no " + String.join(", ", missing), "apt install iproute2 util-linux procps");
        }
        try (Cleanup cleanup = new Cleanup()) {
            return run(cleanup);
        } catch (final SetupException e) {
            return Check.fail(NAME, e.getMessage(), "mend what stands above; ringway demo shows more");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOnPath(final String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private static Check run(final Cleanup cleanup) throws IOException {
        final VethPair pair = VethPair.standard(cleanup);
        final ScratchFolder scratch = cleanup.add(ScratchFolder.create());
        final Path configuration = scratch.file("ringway.conf");
        Files.writeString(configuration, CONFIGURATION);
        final RingwayProcess ringway = cleanup.add(
                RingwayProcess.start(pair.server(), configuration, scratch.file("counters"), List.of(), line -> {}));
        ringway.awaitReady(TIMEOUT_MS);
        final List<String> command = new ArrayList<>(RingwayProcess.command(List.of()));
        command.addAll(List.of("doctor", "--ask", VethPair.SERVER_ADDRESS));
        final ChildProcess client =
                cleanup.add(new ChildProcess("self-test client", pair.client().command(command), line -> {}));
        final int status = client.awaitEnd(TIMEOUT_MS);
        cleanup.requireRunning();
        final long overXdp = answered(ringway.counters());
        if (status != 0 || overXdp < SelfTestClient.QUERIES) {
            return Check.fail(
                    NAME,
                    overXdp + " of " + SelfTestClient.QUERIES + " queries were answered by AF_XDP; the client said: "
                            + client.output().lines().reduce("", (first, second) -> second),
                    "ringway demo shows more; report it");
        }
        return Check.ok(NAME, SelfTestClient.QUERIES + " queries answered by AF_XDP over a private veth pair");
    }

    private static long answered(final CountersSnapshot counters) {
        return counters.entries().stream()
                .filter(entry -> entry.descriptor() == CounterDescriptor.ANSWERED
                        && entry.scope().equals(QUEUE))
                .mapToLong(CountersSnapshot.Entry::value)
                .sum();
    }
}
