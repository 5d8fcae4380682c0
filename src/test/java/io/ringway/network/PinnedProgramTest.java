package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.wire.FrameBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program that outlives Ringway: attached and pinned by {@code ringway xdp attach}, used, and left as it was. */
@Timeout(120)
class PinnedProgramTest {
    private static final Path PINS = Path.of("/sys/fs/bpf/ringway/rws61");
    private static final String CONFIGURATION = """
            setACL({"0.0.0.0/0", "::/0"})
            xsk = newXsk({ifName="rws61", NIC_queue_id=0, frameNums=1024%s})
            addLocal("192.0.61.1:53", {xskSocket=xsk})
            addLocal("[2001:db8:61::1]:53", {xskSocket=xsk})
            addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
            """;

    private TestBench bench;
    private VethPair pair;

    @BeforeEach
    void join() throws Exception {
        bench = new TestBench();
        pair = bench.join(61, 1);
        // A run that was killed leaves its pins, which detach removes whatever interface they were for.
        if (Files.exists(PINS)) {
            bench.run("xdp", "detach", "rws61");
        }
    }

    @AfterEach
    void end() {
        if (Files.exists(PINS)) {
            bench.run("xdp", "detach", "rws61");
        }
        bench.close();
    }

    private String run(final String... arguments) {
        final ChildProcess process = bench.run(arguments);
        assertThat(process.awaitEnd(1_000)).as(process.output()).isZero();
        return process.output();
    }

    private void verifyAnswers(final RingwayProcess ringway) throws Exception {
        final Asker asker = new Asker(bench, pair);
        final Random random = new Random(61);
        asker.askAndVerify(asker.address(FrameBuilder.ipv4(), "192.0.61.2", "192.0.61.1"), Asker.query(random));
        asker.askAndVerify(asker.address(FrameBuilder.ipv6(), "2001:db8:61::2", "2001:db8:61::1"), Asker.query(random));
        assertThat(ringway.counters().sum(CounterDescriptor.ANSWERED)).isEqualTo(2);
    }

    @Test
    void staysAttachedWhileRingwaysComeAndGo() throws Exception {
        assertThat(run("xdp", "attach", "rws61")).contains("attached in native mode", PINS + "/xskmap");
        assertThat(run("xdp", "status", "rws61")).contains("pinned under " + PINS);
        for (int i = 0; i < 2; i++) {
            final RingwayProcess ringway = bench.serve(CONFIGURATION.formatted(""));
            assertThat(ringway.process().output()).contains("uses the XDP program that is attached and pinned at");
            verifyAnswers(ringway);
            ringway.close();
            assertThat(XdpLinks.isAttached(bench.server(), "rws61")).isTrue();
            assertThat(PinnedMaps.keys(PINS, "xsk-destinations-v4")).isZero();
            assertThat(PinnedMaps.keys(PINS, "xsk-destinations-v6")).isZero();
        }
        assertThat(run("xdp", "detach", "rws61")).contains("detached");
        assertThat(XdpLinks.isAttached(bench.server(), "rws61")).isFalse();
        assertThat(PINS).doesNotExist();
        assertThat(run("xdp", "status", "rws61")).contains("no XDP program");
    }

    @Test
    void isFreedOfWhatAKilledProcessLeft() throws Exception {
        run("xdp", "attach", "rws61");
        final String path = ", xskMapPath=\"" + PINS + "/xskmap\"";
        final RingwayProcess killed = bench.serve(CONFIGURATION.formatted(path) + """
                filter = newBPFFilter({})
                filter:block("192.0.61.9")
                filter:addRangeRule("2001:db8:61:1::/64", 1)
                setDefaultBPFFilter(filter)
                """);
        killed.process().kill();
        assertThat(PinnedMaps.keys(PINS, "xsk-destinations-v4")).isEqualTo(1);
        assertThat(PinnedMaps.keys(PINS, "addr-v4")).isEqualTo(1);
        assertThat(PinnedMaps.keys(PINS, "cidr6")).isEqualTo(1);
        final RingwayProcess next = bench.serve(
                CONFIGURATION.formatted(path).replace("addLocal(\"[2001:db8:61::1]:53\", {xskSocket=xsk})", ""));
        assertThat(PinnedMaps.keys(PINS, "xsk-destinations-v4")).isEqualTo(1);
        assertThat(PinnedMaps.keys(PINS, "xsk-destinations-v6")).isZero();
        assertThat(PinnedMaps.keys(PINS, "addr-v4")).isZero();
        assertThat(PinnedMaps.keys(PINS, "cidr6")).isZero();
        next.close();
        assertThat(PinnedMaps.keys(PINS, "xsk-destinations-v4")).isZero();
    }

    @Test
    void refusesWhatCannotBeAttachedOrDetached() {
        final ChildProcess unknown = bench.run("xdp", "attach", "rws99");
        assertThat(unknown.awaitEnd(1_000)).isEqualTo(1);
        assertThat(unknown.output()).contains("'rws99' does not exist");
        final ChildProcess nothing = bench.run("xdp", "detach", "rws61");
        assertThat(nothing.awaitEnd(1_000)).isEqualTo(1);
        assertThat(nothing.output()).contains("nothing to detach");
        run("xdp", "attach", "rws61", "--mode", "generic");
        final ChildProcess twice = bench.run("xdp", "attach", "rws61");
        assertThat(twice.awaitEnd(1_000)).isEqualTo(1);
        assertThat(twice.output()).contains("attached already", "ringway xdp detach rws61");
    }
}
