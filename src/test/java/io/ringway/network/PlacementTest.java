package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.topology.SystemFiles;
import io.ringway.topology.nic.Channels;
import io.ringway.topology.nic.KernelEthtool;
import io.ringway.topology.nic.Nic;
import io.ringway.topology.nic.NicReader;
import io.ringway.wire.FrameBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Placement and doctor on real veth pairs, as their users see them. */
@Timeout(240)
class PlacementTest {
    private static final long SEED = 2_026;
    private static final String TWO_QUEUES = """
            setACL({"0.0.0.0/0", "::/0"})
            for queue = 0, 1 do
              local xsk = newXsk({ifName="%1$s", NIC_queue_id=queue, frameNums=1024%2$s})
              addLocal("192.0.%3$d.1:53", {xskSocket=xsk, reusePort=true})
            end
            addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
            """;

    private static Path configuration(final TestBench bench, final String text) throws Exception {
        return Files.writeString(bench.folder().resolve("placement.conf"), text);
    }

    @Test
    void asksTheKernelForChannelsAndDriver() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(41, 2);
            final Nic nic = NamespaceThread.call(
                    bench.server(),
                    () -> new NicReader(SystemFiles.LIVE, new KernelEthtool()).read(pair.serverInterface()));
            assertThat(nic.driver()).isEqualTo("veth");
            assertThat(nic.busAddress()).isEmpty();
            assertThat(nic.node()).isEqualTo(Nic.NO_NODE);
            assertThat(nic.channels().map(Channels::receiveQueues))
                    .as(nic.toString())
                    .contains(2);
            assertThat(nic.interrupts()).isEmpty();
        }
    }

    @Test
    void givesTwoQueuesAThreadEachAndLeavesTwoProcessorsToTheScheduler() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() == 2, "a machine with two processors");
        try (TestBench bench = new TestBench()) {
            bench.join(42, 2);
            final Path file = configuration(bench, TWO_QUEUES.formatted("rws42", "", 42));
            final ChildProcess printed = bench.run("placement", "-C", file.toString());
            assertThat(printed.awaitEnd(0)).as(printed.output()).isZero();
            assertThat(printed.output().lines().filter(line -> line.startsWith("rws42/")))
                    .as(printed.output())
                    .hasSize(2)
                    .allMatch(line -> line.contains("shared")
                            && line.contains("any")
                            && line.contains("with 2 cores the scheduler places it"));
            final RingwayProcess ringway = bench.serve(TWO_QUEUES.formatted("rws42", "", 42));
            for (int queue = 0; queue < 2; queue++) {
                assertThat(ProcessThreads.allowedProcessors(ringway.process().pid(), "queue rws42/" + queue))
                        .isEqualTo("0-1");
            }
            assertThat(ringway.process().output())
                    .contains("placement of rws42 queue 0:")
                    .contains("placement of rws42 queue 1:");
        }
    }

    @Test
    void keepsOtherThreadsOffAPinnedProcessor() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() == 2, "a machine with two processors");
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(43, 1);
            final RingwayProcess ringway = bench.serve("""
                    setACL({"0.0.0.0/0"})
                    xsk = newXsk({ifName="rws43", NIC_queue_id=0, frameNums=1024, threading="shared", cpus={1}})
                    addLocal("192.0.43.1:53", {xskSocket=xsk})
                    addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
                    """);
            final long pid = ringway.process().pid();
            assertThat(ProcessThreads.allowedProcessors(pid, "queue rws43/0")).isEqualTo("1");
            for (final String other : new String[] {"supervisor", "udp 192.0.43.1", "C2 CompilerThre", "VM Thread"}) {
                assertThat(ProcessThreads.allowedProcessors(pid, other))
                        .as(other)
                        .isEqualTo("0");
            }
            final Asker asker = new Asker(bench, pair);
            asker.askAndVerify(
                    asker.address(FrameBuilder.ipv4(), "192.0.43.2", "192.0.43.1"), Asker.query(new Random(SEED)));
        }
    }

    @Test
    void refusesProcessorsThatCannotBeHadWithThePlanBeside() throws Exception {
        try (TestBench bench = new TestBench()) {
            bench.join(44, 2);
            final Path twice =
                    configuration(bench, TWO_QUEUES.formatted("rws44", ", threading=\"dedicated\", cpus={1}", 44));
            final ChildProcess printed = bench.run("placement", "-C", twice.toString());
            assertThat(printed.awaitEnd(0)).as(printed.output()).isEqualTo(1);
            assertThat(printed.output()).contains("rws44/0").contains("error: ").contains("processor 1 is taken twice");
            final ChildProcess started = bench.run("-C", twice.toString(), "--counters", bench.folder() + "/none");
            assertThat(started.awaitEnd(0)).as(started.output()).isEqualTo(1);
            assertThat(started.output())
                    .contains("placement of rws44 queue 1:")
                    .contains("ringway: " + twice + ":3: cpus: processor 1 is taken twice");
        }
    }

    @Test
    void examinesAnInterfaceAndServesOverAPairOfItsOwn() throws Exception {
        try (TestBench bench = new TestBench()) {
            bench.join(45, 2);
            final List<String> command = RingwayProcess.command(List.of());
            command.addAll(List.of("doctor", "--interface", "rws45"));
            final ChildProcess doctor =
                    bench.add(new ChildProcess("doctor", bench.server().command(command), line -> {}));
            // It starts a server and a client, each on a virtual machine of its own.
            assertThat(doctor.awaitEnd(3 * TestBench.START_TIMEOUT_MS))
                    .as(doctor.output())
                    .isZero();
            assertThat(doctor.output())
                    .containsPattern("rws45 driver +ok +veth")
                    .containsPattern("rws45 queues +ok +2 receive queues")
                    .containsPattern("rws45 XDP program +ok +none attached")
                    .containsPattern("placement +ok +2 queues, if every one is served")
                    .containsPattern("self-test +ok +100 queries answered by AF_XDP");
        }
    }

    @Test
    void endsWithOneWhereAnInterfaceIsMissing() throws Exception {
        try (TestBench bench = new TestBench()) {
            final ChildProcess doctor = bench.run("doctor", "--interface", "none0", "--no-self-test", "--json");
            assertThat(doctor.awaitEnd(0)).as(doctor.output()).isEqualTo(1);
            assertThat(doctor.output()).contains("{\"name\":\"none0\",\"level\":\"fail\",\"seen\":\"does not exist\"");
        }
    }
}
