package io.ringway.lab.contender;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The configuration that each contender gets. */
class RefusedScenarioTest {
    private static Site site(final int queues) {
        return new Site(List.of(), "ringway0", "192.0.2.1", queues, "1", Path.of("/scratch"));
    }

    private static String configuration(final ContenderKind kind, final int queues) {
        return new RefusedScenario().configuration(kind, site(queues)).orElseThrow();
    }

    @Test
    void ringwayAndDnsdistHaveASocketForEachQueue() {
        assertThat(configuration(ContenderKind.RINGWAY_XDP_DEDICATED, 1)).isEqualTo("""
                        xsk0 = newXsk({ifName="ringway0", NIC_queue_id=0, frameNums=4096, threading="dedicated"})
                        addLocal("192.0.2.1:53", {xskSocket=xsk0})
                        setACL({"0.0.0.0/0"})
                        addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
                        """);
        assertThat(configuration(ContenderKind.DNSDIST_XDP, 2))
                .contains("NIC_queue_id=1, frameNums=65536, xskMapPath=\"/sys/fs/bpf/dnsdist/xskmap\"")
                .contains("addLocal(\"192.0.2.1:53\", {xskSocket=xsk1, reusePort=true})")
                .contains("setSecurityPollSuffix(\"\")", "setACL({\"0.0.0.0/0\"})", "DNSRCode.REFUSED");
    }

    @Test
    void theRegularStackHasOneSocketOnAnyNumberOfQueues() {
        assertThat(configuration(ContenderKind.RINGWAY_REGULAR, 2)).isEqualTo("""
                        addLocal("192.0.2.1:53")
                        setACL({"0.0.0.0/0"})
                        addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
                        """);
        assertThat(configuration(ContenderKind.DNSDIST_REGULAR, 1))
                .startsWith("addLocal(\"192.0.2.1:53\")\n")
                .doesNotContain("newXsk", "VectorSize");
        assertThat(configuration(ContenderKind.DNSDIST_REGULAR_BATCHED, 1))
                .startsWith("setUDPMultipleMessagesVectorSize(100)\naddLocal(\"192.0.2.1:53\")\n")
                .doesNotContain("newXsk");
    }

    @Test
    void knotdListensOnTheInterfaceAndHasNoZone() {
        assertThat(configuration(ContenderKind.KNOTD_XDP, 2))
                .contains("listen: \"ringway0@53\"", "rundir: \"/scratch\"")
                .doesNotContain("zone:");
    }

    @Test
    void aPeerOfAnotherRootSeesTheConfigurationUnderTheSamePathAndItsOwnMaps() {
        final Peer dnsdist = Peers.read(
                        "dnsdist",
                        java.util.Optional.of(Path.of("/roots/a root")),
                        "dnsdist 1.9.16 (Lua 5.1.4)\nEnabled features: AF_XDP cdb\n")
                .orElseThrow();
        final Launch launch = new Launcher(new RefusedScenario(), new Peers(List.of(dnsdist)))
                .launch(ContenderKind.DNSDIST_XDP, site(1));
        assertThat(launch.command()).startsWith("unshare", "--mount", "--propagation", "private", "sh", "-c");
        assertThat(launch.command().getLast())
                .startsWith("set -e; mount -t bpf bpf /sys/fs/bpf; ")
                .containsSubsequence(
                        " xdp attach ringway0 >&2; ln -s ringway/ringway0 /sys/fs/bpf/dnsdist >&2; ",
                        "mount --bind /sys/fs/bpf '/roots/a root/sys/fs/bpf'; ",
                        "mount --bind /scratch '/roots/a root/scratch'; ",
                        "exec chroot '/roots/a root' nice -n -10 taskset -c 1 dnsdist -C /scratch/dnsdist-xdp-1.conf");
    }
}
