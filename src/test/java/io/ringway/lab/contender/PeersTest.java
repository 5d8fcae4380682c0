package io.ringway.lab.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which peer stands for which contender, and what is said about those that are missing. */
class PeersTest {
    private static Peer peer(final String root, final String output) {
        return Peers.read(
                        output.startsWith("knotd") ? "knotd" : "dnsdist",
                        Optional.of(root).filter(text -> !text.isEmpty()).map(Path::of),
                        output)
                .orElseThrow();
    }

    private static final Peer OLD =
            peer("", "dnsdist 1.7.3 (Lua 5.1.4 [LuaJIT 2.1.0-beta3])\nEnabled features: cdb ebpf\n");
    private static final Peer NEW = peer("/root13", "dnsdist 1.10.0 (Lua 5.1.4)\nEnabled features: AF_XDP cdb\n");
    private static final Peer BETWEEN = peer("/other", "dnsdist 1.9.16 (Lua 5.1.4)\nEnabled features: AF_XDP cdb\n");

    @Test
    void theNewestThatCanDoItIsTaken() {
        final Peers peers = new Peers(List.of(OLD, NEW, BETWEEN));
        assertThat(peers.forKind(ContenderKind.DNSDIST_XDP)).contains(NEW);
        assertThat(peers.forKind(ContenderKind.DNSDIST_REGULAR)).contains(NEW);
        assertThat(new Peers(List.of(OLD)).forKind(ContenderKind.DNSDIST_REGULAR))
                .contains(OLD);
    }

    @Test
    void saysWhyAContenderIsLeftOut() {
        final Peers peers = new Peers(List.of(OLD));
        assertThat(peers.missing(ContenderKind.DNSDIST_XDP))
                .hasValueSatisfying(why ->
                        assertThat(why).contains("dnsdist 1.7.3 has no AF_XDP; 1.9 or later has", "--peers-root"));
        assertThat(peers.missing(ContenderKind.KNOTD_XDP))
                .hasValueSatisfying(why -> assertThat(why).contains("knotd is not installed: apt-get install knot,"));
        assertThat(peers.missing(ContenderKind.DNSDIST_REGULAR)).isEmpty();
        assertThat(peers.missing(ContenderKind.FLOOR)).isEmpty();
    }

    @Test
    void readsKnotsVersion() {
        assertThat(peer("", "knotd (Knot DNS), version 3.2.6\n").version().text())
                .isEqualTo("3.2.6");
    }

    @Test
    void refusesARootThatIsNone() {
        assertThatThrownBy(() -> Peers.find(List.of(Path.of("/proc"))))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("/proc is no root of a system");
    }

    @Test
    void readsWhatTheKernelDelivered() {
        assertThat(KernelDatagrams.delivered(List.of(
                        "Tcp: RtoAlgorithm RtoMin",
                        "Tcp: 1 200",
                        "Udp: InDatagrams NoPorts InErrors",
                        "Udp: 863593 17 2")))
                .isEqualTo(863_593);
    }

    @Test
    void aClaimOfAfXdpMustHold() {
        RunningContender.requirePath(ContenderKind.DNSDIST_XDP, traffic(500), 60_000);
        RunningContender.requirePath(ContenderKind.DNSDIST_REGULAR, traffic(60_000), 60_000);
        assertThatThrownBy(() -> RunningContender.requirePath(ContenderKind.DNSDIST_XDP, traffic(60_000), 60_000))
                .hasMessageContaining("dnsdist-xdp does not serve over AF_XDP");
        assertThatThrownBy(() -> RunningContender.requirePath(ContenderKind.FLOOR, traffic(0), 0))
                .hasMessageContaining("answered nothing");
    }

    @Test
    void whoForwardsMustHaveAskedTheBackendByTheClaimedWay() {
        RunningContender.requirePath(ContenderKind.RINGWAY_XDP_XDP, traffic(500, 70_000), 60_000);
        RunningContender.requirePath(ContenderKind.RINGWAY_XDP_REGULAR, traffic(70_000, 70_000), 60_000);
        RunningContender.requirePath(ContenderKind.RINGWAY_REGULAR, traffic(140_000, 70_000), 60_000);
        RunningContender.requirePath(ContenderKind.FLOOR, traffic(0, 0), 60_000);
        assertThatThrownBy(() ->
                        RunningContender.requirePath(ContenderKind.RINGWAY_XDP_XDP, traffic(60_000, 60_000), 60_000))
                .hasMessageContaining("ringway-xdp-xdp does not serve over AF_XDP");
        assertThatThrownBy(() -> RunningContender.requirePath(
                        ContenderKind.DNSDIST_XDP_REGULAR, traffic(120_000, 60_000), 60_000))
                .hasMessageContaining("dnsdist-xdp-regular does not serve over AF_XDP");
        assertThatThrownBy(
                        () -> RunningContender.requirePath(ContenderKind.RINGWAY_REGULAR, traffic(60_000, 10), 60_000))
                .hasMessageContaining("ringway-regular does not forward: for 60000 answers the backend gave 10");
    }

    private static RunningContender.Traffic traffic(final long kernelDatagrams) {
        return new RunningContender.Traffic(kernelDatagrams, OptionalLong.empty());
    }

    private static RunningContender.Traffic traffic(final long kernelDatagrams, final long backendAnswers) {
        return new RunningContender.Traffic(kernelDatagrams, OptionalLong.of(backendAnswers));
    }
}
