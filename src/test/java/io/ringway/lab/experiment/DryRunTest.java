package io.ringway.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.lab.contender.AttackScenario;
import io.ringway.lab.contender.CacheScenario;
import io.ringway.lab.contender.ContenderKind;
import io.ringway.lab.contender.ForwardScenario;
import io.ringway.lab.contender.RefusedScenario;
import io.ringway.lab.contender.RulesScenario;
import io.ringway.lab.contender.Scenario;
import io.ringway.settings.SetupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of a plan as they are shown, on one and on two machines. */
class DryRunTest {
    @TempDir
    private Path folder;

    private List<String> commands(final Optional<TwoMachines> machines) {
        return commands(
                new RefusedScenario(), List.of(ContenderKind.FLOOR, ContenderKind.RINGWAY_XDP_SHARED), machines);
    }

    private List<String> commands(
            final Scenario scenario, final List<ContenderKind> kinds, final Optional<TwoMachines> machines) {
        final Plan plan = new Plan(kinds, 2, 3, List.of(70_000L), 5, true, true);
        final Path output = folder.resolve("output");
        final List<String> said = new ArrayList<>();
        final List<String> lines =
                new Lab(new Lab.Request(scenario, plan, List.of(), output, machines), said::add).commands();
        assertThat(output).doesNotExist();
        assertThat(said).isEmpty();
        assertThat(Files.exists(Path.of("/run/netns/ringway-PID-server"))).isFalse();
        return lines;
    }

    @Test
    void onTwoMachinesKxdpgunIsRunOverSshAndNothingIsMade() {
        final List<String> lines = commands(Optional.of(new TwoMachines("lo", "192.0.2.1", "injector.example", false)));
        final String load = "ssh -o BatchMode=yes injector.example "
                + "'printf '\\''example.com A\\n'\\'' | sudo -n kxdpgun -t 3 -Q 70000 -i /dev/stdin 192.0.2.1'";
        assertThat(lines)
                .contains("ssh -o BatchMode=yes injector.example 'kdig @192.0.2.1 example.com A +timeout=1 +retry=0'")
                .noneMatch(line -> line.contains("netns") || line.contains("taskset") || line.contains(" probe "))
                .anyMatch(line -> line.startsWith("setpriv --pdeathsig KILL -- ")
                        && line.contains("/reflector lo 0 192.0.2.1 53 ")
                        && line.endsWith(" --queues 1 &"));
        assertThat(lines.stream().filter(load::equals))
                .as(String.join("\n", lines))
                .hasSize(4);
    }

    @Test
    void onOneMachineTheOrderTurnsAndLatencyIsLast() {
        final List<String> lines = commands(Optional.empty());
        assertThat(lines.stream().filter(line -> line.matches("# .*(repetition \\d|latency at .*|ceiling)")))
                .containsExactly(
                        "# the injector's ceiling",
                        "# floor, repetition 1",
                        "# ringway-xdp-shared, repetition 1",
                        "# ringway-xdp-shared, repetition 2",
                        "# floor, repetition 2",
                        "# floor, latency at shares of its peak: [0.25, 0.5, 0.75]",
                        "# ringway-xdp-shared, latency at shares of its peak: [0.25, 0.5, 0.75]");
        assertThat(lines)
                .contains(
                        "#     xsk1 = newXsk({ifName=\"ringway0\", NIC_queue_id=1, frameNums=4096, threading=\"shared\"})")
                .anyMatch(line ->
                        line.startsWith("nsenter --net=/run/netns/ringway-PID-server2 ") && line.contains("--queues 2"))
                .anyMatch(line -> line.contains(" taskset -c 0 kxdpgun -t 3 -Q 70000 -F 0 -i "))
                .anyMatch(line -> line.contains(" probe --interface client0 --queue 1 --target 192.0.2.1 "));
    }

    @Test
    void forwardingHasABackendBehindEveryServer() {
        final List<String> lines =
                commands(new ForwardScenario(), List.of(ContenderKind.RINGWAY_XDP_XDP), Optional.empty());
        final String server = "nsenter --net=/run/netns/ringway-PID-server setpriv --pdeathsig KILL -- ";
        assertThat(lines)
                .containsSubsequence(
                        "ip netns add ringway-PID-backend",
                        server
                                + "ip link add ringway1 numrxqueues 1 numtxqueues 1 type veth peer name backend0 "
                                + "numrxqueues 1 numtxqueues 1 address 02:00:00:00:00:53 netns ringway-PID-backend",
                        server + "ethtool -K ringway1 tx off gro on",
                        "ip netns add ringway-PID-backend2",
                        "# the injector's ceiling",
                        "#     newServer({address=\"198.51.100.2:53\", healthCheckMode=\"up\", xskSocket={backend}})")
                .anyMatch(line -> line.startsWith("nsenter --net=/run/netns/ringway-PID-backend2 unshare --mount ")
                        && line.endsWith("responder.bpf.o section xdp'"))
                .anyMatch(line -> line.startsWith("nsenter --net=/run/netns/ringway-PID-client2 ")
                        && line.endsWith("responder.bpf.o section tc'"));
    }

    @Test
    void theCacheAndTheRulesNeedNothingBehindTheServer() {
        for (final Scenario scenario : List.of(new CacheScenario(), new RulesScenario())) {
            final List<ContenderKind> kinds = scenario.usualContenders().subList(0, 2);
            final List<String> lines = commands(scenario, kinds, Optional.empty());
            assertThat(lines.stream().filter(line -> line.matches("# .*(repetition \\d|ceiling)")))
                    .containsExactly(
                            "# the injector's ceiling",
                            "# ringway-xdp-refused, repetition 1",
                            "# " + kinds.get(1).id() + ", repetition 1",
                            "# " + kinds.get(1).id() + ", repetition 2",
                            "# ringway-xdp-refused, repetition 2");
            assertThat(lines)
                    .contains("#     addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))")
                    .anyMatch(line -> line.contains("/reflector ringway0 "))
                    .anyMatch(line -> line.contains(kinds.get(1).id() + "-1.conf --counters "))
                    .noneMatch(line -> line.contains("responder.bpf.o"));
        }
        final Optional<TwoMachines> machines =
                Optional.of(new TwoMachines("lo", "192.0.2.1", "injector.example", false));
        assertThat(commands(new CacheScenario(), List.of(ContenderKind.RINGWAY_XDP_CACHE), machines))
                .contains("#     getPool(\"\"):setCache(newPacketCache(10000))");
    }

    @Test
    void aFloodComesFromOneAddressAndIsReceivedOnTheServersProcessor() {
        final Scenario attack = new AttackScenario();
        final List<String> lines = commands(attack, attack.usualContenders(), Optional.empty());
        assertThat(lines)
                .containsSubsequence(
                        "nsenter --net=/run/netns/ringway-PID-server setpriv --pdeathsig KILL -- "
                                + "ethtool -K ringway0 gro on",
                        "nsenter --net=/run/netns/ringway-PID-server setpriv --pdeathsig KILL -- unshare --mount "
                                + "--propagation private sh -c "
                                + "'mount -t sysfs sysfs /sys && echo 1 > /sys/class/net/ringway0/threaded'",
                        "# the injector's ceiling")
                .anyMatch(line -> line.contains(" kxdpgun -t 3 -Q 70000 ") && line.endsWith(" -l 192.0.2.9 192.0.2.1"))
                .anyMatch(line -> line.contains(" probe --interface client0 --queue 1 "));
        final Optional<TwoMachines> machines =
                Optional.of(new TwoMachines("lo", "192.0.2.1", "injector.example", false));
        final List<ContenderKind> kinds = attack.usualContenders();
        assertThatThrownBy(() -> commands(attack, kinds, machines))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("leave out --interface, --target and --injector");
    }

    @Test
    void forwardingOnTwoMachinesIsRefused() {
        final Optional<TwoMachines> machines =
                Optional.of(new TwoMachines("lo", "192.0.2.1", "injector.example", false));
        final List<ContenderKind> kinds = List.of(ContenderKind.RINGWAY_XDP_XDP);
        assertThatThrownBy(() -> commands(new ForwardScenario(), kinds, machines))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("leave out --interface, --target and --injector");
    }
}
