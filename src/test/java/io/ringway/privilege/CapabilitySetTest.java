package io.ringway.privilege;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.Capability;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Capabilities by their numbers in the kernel. */
class CapabilitySetTest {
    @Test
    void readsWhatProcWrites() {
        final CapabilitySet set = CapabilitySet.parse("000000c000003400");
        assertThat(set)
                .hasToString("CAP_NET_BIND_SERVICE, CAP_NET_ADMIN, CAP_NET_RAW, CAP_PERFMON, CAP_BPF")
                .isEqualTo(CapabilitySet.of(List.of(
                        Capability.CAP_NET_BIND_SERVICE,
                        Capability.CAP_NET_ADMIN,
                        Capability.CAP_NET_RAW,
                        Capability.CAP_PERFMON,
                        Capability.CAP_BPF)));
        assertThat(set.contains(Capability.CAP_SYS_ADMIN)).isFalse();
    }

    @Test
    void saysLargeSetsShort() {
        assertThat(CapabilitySet.parse("000001ffffffffff")).hasToString("41 capabilities");
        assertThat(CapabilitySet.NONE).hasToString("no capability");
    }

    @Test
    void subtractsAndIntersects() {
        final CapabilitySet both = CapabilitySet.of(List.of(Capability.CAP_BPF, Capability.CAP_SYSLOG));
        final CapabilitySet one = CapabilitySet.of(List.of(Capability.CAP_BPF));
        assertThat(both.without(one)).hasToString("CAP_SYSLOG");
        assertThat(both.and(one)).isEqualTo(one);
    }

    @Test
    void numbersAreTheKernels() {
        assertThat(Capability.values()).hasSize(41);
        assertThat(Capability.CAP_SETFCAP.ordinal()).isEqualTo(31);
        assertThat(Capability.CAP_CHECKPOINT_RESTORE.ordinal()).isEqualTo(40);
    }

    @Test
    void takesNamesInAnyForm() {
        assertThat(Capability.ofName("net_admin")).contains(Capability.CAP_NET_ADMIN);
        assertThat(Capability.ofName("CAP_NET_ADMIN")).contains(Capability.CAP_NET_ADMIN);
        assertThat(Capability.ofName("CAP_NET")).isEmpty();
    }
}
