package io.ringway.topology.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues of interrupts, by the names that drivers give them. */
class InterruptNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "i40e-eth0-TxRx-5",
                "ice-eth0-TxRx-5",
                "iavf-eth0-TxRx-5",
                "eth0-TxRx-5",
                "eth0-Tx-Rx-5",
                "bnxt_en-eth0-TxRx-5",
                "eth0-rxtx-5",
                "eth0-rx-5",
                "eth0-fp-5",
                "mlx5_comp5@pci:0000:17:00.0",
                "mlx5_comp5",
                "mlx4-5@0000:03:00.0",
                "virtio3-input.5",
                "mana_q5@pci:7870:00:00.0",
                "eth0:rx-5",
                "eth0-5"
            })
    void findsTheQueue(final String name) {
        assertThat(InterruptName.byQueue(Map.of(77, name), "eth0")).containsExactly(Map.entry(5, 77));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlx5_async0@pci:0000:17:00.0",
                "ice-eth0:misc",
                "i40e-0000:01:00.0:misc",
                "eth0",
                "eth0-tx-5",
                "virtio3-output.5",
                "virtio3-config",
                "ena-mgmnt@pci:0000:00:05.0",
                "gve-mgmnt@pci:0000:00:04.0",
                "eth1-5"
            })
    void passesOverWhatIsOfNoReceiveQueue(final String name) {
        assertThat(InterruptName.byQueue(Map.of(77, name), "eth0")).isEmpty();
    }

    @Test
    void takesTheSecondHalfOfGvesNotificationBlocks() {
        final Map<Integer, String> names = new HashMap<>();
        for (int block = 0; block < 8; block++) {
            names.put(40 + block, "gve-ntfy-blk" + block + "@pci:0000:00:04.0");
        }
        names.put(39, "gve-mgmnt@pci:0000:00:04.0");
        assertThat(InterruptName.byQueue(names, "eth0"))
                .containsExactly(Map.entry(0, 44), Map.entry(1, 45), Map.entry(2, 46), Map.entry(3, 47));
    }
}
