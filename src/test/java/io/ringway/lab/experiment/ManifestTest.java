package io.ringway.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.contender.ContenderKind;
import io.ringway.lab.contender.Peers;
import io.ringway.lab.contender.RefusedScenario;
import io.ringway.lab.contender.Site;
import io.ringway.lab.injector.VethInjector;
import io.ringway.lab.results.Results;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The manifest of the machine that runs the test, and what it takes from the tools' output. */
class ManifestTest {
    private static Map<String, String> read(final int repetitions) {
        final Bench bench = new Bench(
                new Site(List.of("env"), "lo", "127.0.0.1", 1, "1", Path.of("/nowhere")),
                new VethInjector(List.of(), Path.of("/nowhere"), "127.0.0.1", 0),
                Optional.empty(),
                Optional.empty());
        return Manifest.of(
                bench,
                new RefusedScenario(),
                new Plan(List.of(ContenderKind.FLOOR), repetitions, 2, List.of(), 5, true, false),
                Peers.find(List.of()));
    }

    @Test
    void twoRunsOfOneMachineAreEqualAndADifferentPlanIsNot() {
        final Map<String, String> manifest = read(3);
        assertThat(manifest).isEqualTo(read(3)).isNotEqualTo(read(4));
        assertThat(manifest)
                .containsKey(Results.COMMIT)
                .containsEntry("contenders", "floor")
                .containsEntry("MTU", "65536");
        assertThat(manifest.toString())
                .doesNotContain(Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void namesOnlyFlagsThatMatterAndNoPaths() {
        assertThat(Manifest.jvmFlags(List.of("-Xmx128m", "-XX:AOTCache=/a/path/ringway.aot", "-Dname=value")))
                .isEqualTo("-Xmx128m -XX:AOTCache");
    }

    @Test
    void readsWhatEthtoolPrints() {
        assertThat(InterfaceFacts.current("""
                        Ring parameters for enp1s0:
                        Pre-set maximums:
                        RX:			4096
                        TX:			4096
                        Current hardware settings:
                        RX:			512
                        RX Mini:		n/a
                        TX:			1024
                        """)).isEqualTo("RX: 512, TX: 1024");
        assertThat(InterfaceFacts.offloads("Features for lo:\nrx-checksumming: on [fixed]\n\ttx-checksum-ipv4: off\n"))
                .isEqualTo("rx-checksumming on");
        assertThat(InterfaceFacts.napi("napi_defer_hard_irqs:0\ngro_flush_timeout:200000\nthreaded:1\n"))
                .isEqualTo("napi_defer_hard_irqs 0, gro_flush_timeout 200000, threaded 1");
        assertThat(InterfaceFacts.coalescing("Adaptive RX: off  TX: off\nrx-usecs:\t30\nrx-usecs-irq:\tn/a\n"))
                .isEqualTo("Adaptive RX: off TX: off, rx-usecs: 30");
        assertThat(Bench.queues(
                        "Pre-set maximums:\nCombined: 63\nCurrent hardware settings:\nRX:\t\tn/a\nCombined:\t8\n"))
                .isEqualTo(8);
        assertThat(Bench.queues("Current hardware settings:\nRX:\t\t2\nTX:\t\t2\nCombined:\tn/a\n"))
                .isEqualTo(2);
    }

    @Test
    void knowsTheInterfaceOfTheDefaultRoute() {
        final TwoMachines machines = new TwoMachines("eth0", "192.0.2.1", "injector", false);
        assertThat(machines.leadsOut("default via 198.51.100.1 dev eth0 proto dhcp \n"))
                .isTrue();
        assertThat(machines.leadsOut("default via 198.51.100.1 dev eth01\n")).isFalse();
        assertThat(machines.leadsOut("")).isFalse();
    }
}
