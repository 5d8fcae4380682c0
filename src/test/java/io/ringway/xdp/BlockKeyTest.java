package io.ringway.xdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.DomainName;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Keys as {@code native/maps.h} lays them out. */
class BlockKeyTest {
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    @Test
    void addressesAreInTheMachinesOrderForIpv4() throws Exception {
        final InetAddress address = InetAddress.ofLiteral("192.0.2.9");
        final BlockKey key = BlockKey.ofSource(address, 32);
        assertThat(key.map()).isEqualTo(BlockMap.ADDRESS_V4);
        assertThat(key.bytes())
                .containsExactly(LITTLE ? new byte[] {9, 2, 0, (byte) 192} : new byte[] {(byte) 192, 0, 2, 9});
        assertThat(key.source()).isEqualTo(address);
        assertThat(key.prefixLength()).isEqualTo(32);
        final BlockKey v6 = BlockKey.ofSource(InetAddress.ofLiteral("2001:db8::9"), 128);
        assertThat(v6.map()).isEqualTo(BlockMap.ADDRESS_V6);
        assertThat(v6.bytes()).isEqualTo(InetAddress.ofLiteral("2001:db8::9").getAddress());
    }

    @Test
    void networksHaveTheirLengthInFront() throws Exception {
        final BlockKey key = BlockKey.ofSource(InetAddress.ofLiteral("192.0.2.0"), 24);
        assertThat(key.map()).isEqualTo(BlockMap.NETWORK_V4);
        assertThat(key.bytes()).hasSize(BlockMap.NETWORK_V4.keyLength()).endsWith(192, 0, 2, 0);
        assertThat(key.prefixLength()).isEqualTo(24);
        assertThat(key.source()).isEqualTo(InetAddress.ofLiteral("192.0.2.0"));
        final BlockKey v6 = BlockKey.ofSource(InetAddress.ofLiteral("2001:db8::"), 32);
        assertThat(v6.map()).isEqualTo(BlockMap.NETWORK_V6);
        assertThat(v6.bytes()).hasSize(BlockMap.NETWORK_V6.keyLength());
        assertThat(v6.prefixLength()).isEqualTo(32);
    }

    @Test
    void namesAreFollowedByZerosAndTheirType() {
        final byte[] name = DomainName.parse("Example.Com").folded();
        final BlockKey key = BlockKey.ofQuestion(name, 28);
        assertThat(key.bytes()).hasSize(258).startsWith(name);
        assertThat(key.name()).isEqualTo(name);
        assertThat(key.type()).isEqualTo(28);
        assertThat(BlockKey.ofQuestion(new byte[1], BlockKey.ANY_TYPE).type()).isEqualTo(65_535);
        assertThat(DomainName.ofWire(key.name())).isEqualTo(DomainName.parse("example.com."));
    }

    @Test
    void valuesAreACounterAndAnAction() {
        final byte[] value = BlockKey.value(2);
        assertThat(value).hasSize(BlockKey.VALUE_LENGTH);
        assertThat(BlockKey.action(value)).isEqualTo(2);
        ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).putLong(0, 77);
        assertThat(BlockKey.counter(value)).isEqualTo(77);
    }
}
