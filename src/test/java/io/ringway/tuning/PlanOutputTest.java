package io.ringway.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code plan} prints for programs and as a script, and what its options change. */
@Timeout(60)
class PlanOutputTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ixgbe-one-node-16", "gve-one-node-16", "tap-four-cores"})
    void isJsonWithACommandForEveryChange(final String name) throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut(name, folder);
        final Map<String, String> before = machine.everything();

        final JsonNode plan = JSON.readTree(machine.run("plan", "--json").output());

        assertThat(plan.get("interface").asString()).isEqualTo(machine.interfaceName());
        assertThat(plan.get("profile").asString()).isEqualTo(machine.profile());
        assertThat(plan.get("settings")).isNotEmpty().allSatisfy(setting -> {
            assertThat(setting.get("status").asString()).isIn("right", "change", "unsupported", "report");
            assertThat(setting.get("severity").asString()).isIn("critical", "high", "medium", "low");
            assertThat(setting.get("why").asString()).isNotEmpty();
            assertThat(setting.get("command").asString().isEmpty())
                    .isEqualTo(!setting.get("status").asString().equals("change"));
        });
        assertThat(machine.everything()).isEqualTo(before);
        assertThat(machine.changes()).isEmpty();
    }

    @Test
    void printsEveryCommandAsAScript() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("virtio-one-node-8", folder);

        assertThat(machine.run("plan", "--commands").output().lines())
                .contains("ethtool -K enp1s0 rx-gro-hw off", "sysctl -w net.core.rmem_max=16777216")
                .contains("echo 7 > /proc/irq/45/smp_affinity_list", "echo 7 > /proc/irq/46/smp_affinity_list")
                .contains("echo 80 > /sys/class/net/enp1s0/queues/tx-7/xps_cpus");
    }

    @Test
    void keepsToItsScope() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("ixgbe-one-node-16", folder);

        assertThat(machine.run("plan", "--commands", "--scope", "host").output().lines())
                .isNotEmpty()
                .noneMatch(command -> command.contains("enp4s0f0"));
        assertThat(machine.run("plan", "--commands", "--scope", "nic").output().lines())
                .isNotEmpty()
                .noneMatch(command -> command.contains("cpufreq") || command.contains("sysctl"));
    }

    @Test
    void takesTheNumberOfQueuesAndBusyPolling() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("mlx5-two-nodes-128", folder);

        assertThat(machine.run("plan", "--commands", "--queues", "64", "--busy-poll")
                        .output()
                        .lines())
                .contains("ethtool -L enp193s0f0np0 combined 64")
                .contains("echo 200000 > /sys/class/net/enp193s0f0np0/gro_flush_timeout")
                .as("second threads of the near cores after the first ones")
                .contains("echo 63 > /proc/irq/271/smp_affinity_list", "echo 96 > /proc/irq/272/smp_affinity_list");
    }

    @Test
    void replacesAKeyOfZeros() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("ixgbe-one-node-16", folder);
        final Path hash = machine.file("ethtool/x");
        Files.writeString(
                hash, Files.readString(hash).replaceAll("(?m)^[0-9a-f]{2}(:[0-9a-f]{2})+$", "00" + ":00".repeat(39)));

        assertThat(machine.run("plan", "--commands").output().lines())
                .contains("ethtool -X enp4s0f0 hkey " + "3f:a2:11:7c:".repeat(9) + "3f:a2:11:7c");
    }
}
