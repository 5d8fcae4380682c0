package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.privilege.CapabilitySet;
import io.ringway.privilege.ThreadStatus;
import io.ringway.settings.Capability;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.FrameBuilder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ringway that has given up root or what systemd gave it: what /proc says of its threads, and that it serves by every way all the same. */
@Timeout(120)
class PrivilegesTest {
    private static final int NOBODY = 65_534;
    private static final int TIMEOUT_MS = 10_000;
    private static final String REFUSED = """
            setACL({"0.0.0.0/0", "::/0"})
            xsk = newXsk({ifName="rws88", NIC_queue_id=0, frameNums=1024})
            addLocal("192.0.88.1:53", {xskSocket=xsk})
            addLocal("192.0.88.1:5300")
            addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
            """;
    private static final List<String> BY_USER = List.of("--uid", "65534", "--gid", "65534");

    private TestBench bench;
    private VethPair pair;
    private Path counters;

    @BeforeEach
    void join() throws Exception {
        bench = new TestBench();
        pair = bench.join(88, 1);
        // The service's folder under /run, which its user may enter.
        Files.setPosixFilePermissions(bench.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
        counters = bench.folder().resolve("state").resolve("counters");
        Files.createDirectory(counters.getParent());
    }

    @AfterEach
    void end() {
        if (Files.exists(Path.of("/sys/fs/bpf/ringway/rws88"))) {
            bench.run("xdp", "detach", "rws88");
        }
        bench.close();
    }

    private ChildProcess start(final List<String> wrapper, final String configuration, final List<String> arguments)
            throws Exception {
        final List<String> command = new ArrayList<>(wrapper);
        command.addAll(RingwayProcess.command(List.of()));
        final Path file = Files.writeString(bench.folder().resolve("privileges.conf"), configuration);
        command.addAll(List.of("-C", file.toString(), "--counters", counters.toString()));
        command.addAll(arguments);
        return bench.add(new ChildProcess("ringway", bench.server().command(command), line -> {}));
    }

    private ChildProcess serve(final String configuration) throws Exception {
        final ChildProcess process = start(List.of(), configuration, BY_USER);
        process.awaitLine(line -> line.contains(" ready: "), TestBench.START_TIMEOUT_MS);
        return process;
    }

    private static List<ThreadStatus> threads(final ChildProcess process) {
        return ThreadStatus.of(Path.of("/proc", Long.toString(process.pid()), "task"));
    }

    private static void assertBarred(final List<ThreadStatus> threads) {
        assertThat(threads).hasSizeGreaterThan(10).allSatisfy(thread -> {
            assertThat(thread.uids()).as(thread.name()).containsOnly(NOBODY);
            assertThat(thread.gids()).as(thread.name()).containsOnly(NOBODY);
            assertThat(thread.groups()).as(thread.name()).isEmpty();
            assertThat(thread.noNewPrivs()).as(thread.name()).isTrue();
            assertThat(thread.filtered()).as(thread.name()).isTrue();
        });
    }

    /** Over AF_XDP, over the kernel's UDP and over TCP, each proven by its counters. */
    private void verifyEveryWay() throws Exception {
        final Asker asker = new Asker(bench, pair);
        asker.askAndVerify(asker.address(FrameBuilder.ipv4(), "192.0.88.2", "192.0.88.1"), Asker.query(new Random(88)));
        final byte[] query = new DnsMessageBuilder()
                .question(DnsMessageBuilder.name("example.com"), 1, 1)
                .build();
        final InetAddress server = InetAddress.ofLiteral("192.0.88.1");
        try (DatagramSocket socket = NamespaceThread.call(bench.client(), () -> new DatagramSocket())) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.send(new DatagramPacket(query, query.length, server, 5300));
            socket.receive(new DatagramPacket(new byte[512], 512));
        }
        try (Socket socket = NamespaceThread.call(bench.client(), () -> {
            final Socket made = new Socket();
            made.connect(new InetSocketAddress(server, 53), TIMEOUT_MS);
            return made;
        })) {
            socket.setSoTimeout(TIMEOUT_MS);
            final DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(query.length);
            out.write(query);
            assertThat(new DataInputStream(socket.getInputStream()).readUnsignedShort())
                    .isPositive();
        }
        // Over TCP it counts when the kernel has taken it, which the client may see first.
        Until.isTrue(
                "an answer by each of three ways",
                () -> answering().size() == 3,
                () -> answering().toString());
    }

    private List<String> answering() {
        return CountersSnapshot.read(counters).entries().stream()
                .filter(entry -> entry.descriptor() == CounterDescriptor.ANSWERED && entry.value() == 1)
                .map(CountersSnapshot.Entry::scope)
                .toList();
    }

    private static void endInOrder(final ChildProcess process) {
        process.terminate();
        assertThat(process.awaitEnd(TIMEOUT_MS)).as(process.output()).isZero();
        assertThat(process.output()).doesNotContain("ERROR");
    }

    @Test
    void leavesRootOnEveryThreadAndServes() throws Exception {
        final ChildProcess process = serve(REFUSED);
        assertBarred(threads(process));
        assertThat(threads(process))
                .allSatisfy(thread ->
                        assertThat(thread.capabilities()).as(thread.name()).isEqualTo(CapabilitySet.NONE));
        assertThat(process.output()).contains("user 65534, group 65534, no capability on any of");
        verifyEveryWay();
        assertThat(threads(process))
                .allSatisfy(thread ->
                        assertThat(thread.capabilities()).as(thread.name()).isEqualTo(CapabilitySet.NONE));
        endInOrder(process);
    }

    @Test
    void keepsWhatTheConfigurationNamesOnOneThread() throws Exception {
        final ChildProcess process = serve(REFUSED + "addCapabilitiesToRetain(\"CAP_NET_ADMIN\")\n");
        assertBarred(threads(process));
        assertThat(threads(process).stream()
                        .filter(thread -> !thread.capabilities().isEmpty()))
                .singleElement()
                .satisfies(thread -> {
                    assertThat(thread.name()).isEqualTo("supervisor");
                    assertThat(thread.capabilities()).isEqualTo(CapabilitySet.of(List.of(Capability.CAP_NET_ADMIN)));
                });
        verifyEveryWay();
        endInOrder(process);
    }

    @Test
    void attachesAgainWithoutAnyCapability() throws Exception {
        final ChildProcess process = serve(REFUSED);
        // Attached again before all links have been looked at, it is met a second time.
        assertThat(XdpLinks.detachAll(XdpLinks.indexOf(bench.server(), "rws88")))
                .isPositive();
        process.awaitLine(line -> line.contains("attached again"), TIMEOUT_MS);
        verifyEveryWay();
        endInOrder(process);
    }

    @Test
    void usesAPinnedProgramAndTidiesUpAsAnotherUser() throws Exception {
        bench.run("xdp", "attach", "rws88");
        final ChildProcess process = serve(REFUSED);
        final Path journals = counters.resolveSibling("destinations");
        assertThat(journals).isNotEmptyDirectory();
        verifyEveryWay();
        endInOrder(process);
        assertThat(process.output()).doesNotContain("WARN  rws88");
        assertThat(journals).isEmptyDirectory();
    }

    @Test
    void startsWithAmbientCapabilitiesAndSaysWhatItCannotDrop() throws Exception {
        Files.setPosixFilePermissions(counters.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        final String given = "+net_raw,+net_admin,+bpf,+perfmon,+net_bind_service,+dac_read_search";
        final ChildProcess process = start(
                List.of(
                        "setpriv",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        "--inh-caps=" + given,
                        "--ambient-caps=" + given),
                REFUSED,
                List.of());
        process.awaitLine(line -> line.contains(" ready: "), TestBench.START_TIMEOUT_MS);
        final List<ThreadStatus> threads = threads(process);
        assertBarred(threads);
        // Those that handle packets and connections have given up theirs.
        assertThat(threads)
                .filteredOn(thread -> thread.name().startsWith("tcp")
                        || thread.name().startsWith("rws88")
                        || thread.name().startsWith("udp"))
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(thread ->
                        assertThat(thread.capabilities()).as(thread.name()).isEqualTo(CapabilitySet.NONE));
        assertThat(process.output()).contains("keep CAP_", "Start as root with --uid and --gid");
        verifyEveryWay();
        endInOrder(process);
    }

    @Test
    void saysWhoMayNotChangeItsUser() throws Exception {
        final ChildProcess process = start(
                List.of(
                        "setpriv",
                        "--reuid=1",
                        "--regid=1",
                        "--clear-groups",
                        "--inh-caps=+dac_read_search",
                        "--ambient-caps=+dac_read_search"),
                REFUSED,
                BY_USER);
        assertThat(process.awaitEnd(TestBench.START_TIMEOUT_MS))
                .as(process.output())
                .isEqualTo(1);
        assertThat(process.output()).contains("needs root, or CAP_SETUID and CAP_SETGID");
    }
}
