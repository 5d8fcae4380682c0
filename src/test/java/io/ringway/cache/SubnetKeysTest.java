package io.ringway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.Memory;
import io.ringway.wire.forward.SubnetChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys of one question, where rules choose what backends are told of the client's network: different where they are told differently. */
class SubnetKeysTest {
    private final CacheRig rig = CacheRig.ofEntries(10);
    private final SubnetChoice choice = new SubnetChoice();

    private List<Long> key() {
        final byte[] query = new DnsMessageBuilder()
                .question(DnsMessageBuilder.name("www.example"), 1, 1)
                .build();
        assertThat(rig.wraps(query, 0, false)).isTrue();
        final List<Long> words = new ArrayList<>();
        for (int offset = 0; offset < rig.key.length(); offset += Long.BYTES) {
            words.add(Memory.longAt(rig.key.address() + offset));
        }
        return words;
    }

    @Test
    void differWhereBackendsAreToldDifferently() {
        rig.withSubnet = true;
        rig.key.choice(choice);
        final List<List<Long>> keys = new ArrayList<>();
        keys.add(key());
        choice.prefixes(16, 48);
        keys.add(key());
        choice.reset();
        choice.override(true);
        keys.add(key());
        choice.override(false);
        keys.add(key());
        choice.reset();
        choice.disable();
        keys.add(key());
        choice.reset();
        final SubnetChoice.Network network = new SubnetChoice.Network(new byte[] {10, 0, 0, 0}, 24);
        choice.networks(network, network);
        keys.add(key());
        assertThat(new HashSet<>(keys)).hasSameSizeAs(keys);
        choice.reset();
        assertThat(key()).isEqualTo(keys.getFirst());
    }

    @Test
    void areTheSameForAllClientsThatAreToldAsOne() {
        rig.withSubnet = true;
        rig.key.choice(choice);
        final SubnetChoice.Network network = new SubnetChoice.Network(new byte[] {10, 0, 0, 0}, 24);
        choice.networks(network, network);
        final List<Long> one = key();
        rig.client = "198.51.100.7";
        assertThat(key()).isEqualTo(one);
        rig.client = "2001:db8::7";
        assertThat(key()).isEqualTo(one);
        choice.reset();
        choice.prefixes(0, 0);
        assertThat(key()).isNotEqualTo(one);
    }
}
