package io.ringway.lab.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.lab.backend.Backend;
import io.ringway.settings.SetupException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The configuration that each contender gets to forward. */
class ForwardScenarioTest {
    private static final Backend BACKEND =
            new Backend("ringway1", "198.51.100.2", "02:00:00:00:00:53", List.of(), List.of());

    private final ForwardScenario scenario = new ForwardScenario();

    private static Site site(final int queues) {
        return new Site(List.of(), "ringway0", "192.0.2.1", queues, "1", Path.of("/scratch")).withBackend(BACKEND);
    }

    private String configuration(final ContenderKind kind, final int queues) {
        return scenario.configuration(kind, site(queues)).orElseThrow();
    }

    @Test
    void ringwayHasASocketOfItsOwnTowardsTheBackend() {
        assertThat(configuration(ContenderKind.RINGWAY_XDP_XDP, 1)).isEqualTo("""
                xsk0 = newXsk({ifName="ringway0", NIC_queue_id=0, frameNums=4096, threading="shared"})
                addLocal("192.0.2.1:53", {xskSocket=xsk0})
                setACL({"0.0.0.0/0"})
                backend = newXsk({ifName="ringway1", NIC_queue_id=0, frameNums=4096, threading="shared"})
                newServer({address="198.51.100.2:53", healthCheckMode="up", xskSocket={backend}})
                """);
        assertThat(configuration(ContenderKind.RINGWAY_XDP_REGULAR, 1)).isEqualTo("""
                xsk0 = newXsk({ifName="ringway0", NIC_queue_id=0, frameNums=4096, threading="shared"})
                addLocal("192.0.2.1:53", {xskSocket=xsk0})
                setACL({"0.0.0.0/0"})
                newServer({address="198.51.100.2:53", healthCheckMode="up"})
                """);
        assertThat(configuration(ContenderKind.RINGWAY_REGULAR, 1)).isEqualTo("""
                addLocal("192.0.2.1:53")
                setACL({"0.0.0.0/0"})
                newServer({address="198.51.100.2:53", healthCheckMode="up"})
                """);
    }

    @Test
    void dnsdistAsksTheBackendByTheSocketsOfItsClients() {
        assertThat(configuration(ContenderKind.DNSDIST_XDP_XDP, 2))
                .contains("xsk1 = newXsk({ifName=\"ringway0\", NIC_queue_id=1, frameNums=65536, xskMapPath=")
                .contains("setSecurityPollSuffix(\"\")")
                .doesNotContain("ringway1")
                .endsWith("newServer({address=\"198.51.100.2:53\", healthCheckMode=\"up\", "
                        + "xskSockets={xsk0, xsk1}, MACAddr=\"02:00:00:00:00:53\"})\n");
        assertThat(configuration(ContenderKind.DNSDIST_XDP_REGULAR, 1))
                .contains("{xskSocket=xsk0}")
                .endsWith("newServer({address=\"198.51.100.2:53\", healthCheckMode=\"up\"})\n");
        assertThat(configuration(ContenderKind.DNSDIST_REGULAR, 1)).doesNotContain("newXsk");
    }

    @Test
    void theFloorAnswersItselfAndIsMeasuredOnlyWhenNamed() {
        assertThat(scenario.responseCode(ContenderKind.FLOOR)).isEqualTo("REFUSED");
        assertThat(scenario.responseCode(ContenderKind.RINGWAY_XDP_XDP)).isEqualTo("NOERROR");
        assertThat(scenario.contenders()).contains(ContenderKind.FLOOR).containsAll(scenario.usualContenders());
        assertThat(scenario.usualContenders()).doesNotContain(ContenderKind.FLOOR);
    }

    @Test
    void knowsTheContendersThatCanForward() {
        assertThat(scenario.contenders())
                .allSatisfy(kind ->
                        assertThat(scenario.configuration(kind, site(1))).isPresent());
        assertThat(scenario.configuration(ContenderKind.KNOTD_XDP, site(1))).isEmpty();
        assertThat(scenario.contender("dnsdist-xdp-xdp")).isEqualTo(ContenderKind.DNSDIST_XDP_XDP);
        assertThatThrownBy(() -> scenario.contender("knotd-xdp"))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("no contender 'knotd-xdp' in forward; there are floor, ringway-xdp-xdp, ");
    }
}
