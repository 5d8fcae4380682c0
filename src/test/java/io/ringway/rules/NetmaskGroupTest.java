package io.ringway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.Netmask;
import io.ringway.wire.Datagram;
import io.ringway.wire.FrameBuilder;
import io.ringway.wire.PacketDefect;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds {@link NetmaskGroup} to a bit by bit search for the most specific mask. */
class NetmaskGroupTest {
    private static final int SEED = 4632;

    private static NetmaskGroup group(final String... masks) {
        return new NetmaskGroup(List.of(masks).stream().map(Netmask::parse).toList());
    }

    private static boolean matches(final NetmaskGroup group, final byte[] address) {
        final ByteBuffer bytes = ByteBuffer.wrap(address);
        return address.length == 4
                ? group.matches(false, 0, Integer.toUnsignedLong(bytes.getInt()))
                : group.matches(true, bytes.getLong(0), bytes.getLong(8));
    }

    private static boolean matches(final NetmaskGroup group, final String address) {
        return matches(group, InetAddress.ofLiteral(address).getAddress());
    }

    /** The longest prefix decides, and of equal ones the last. */
    private static boolean slowlyMatches(final List<Netmask> masks, final byte[] address) {
        int longest = -1;
        boolean inside = false;
        for (final Netmask mask : masks) {
            final byte[] network = mask.address().getAddress();
            if (network.length == address.length
                    && mask.prefixLength() >= longest
                    && commonBits(network, address) >= mask.prefixLength()) {
                longest = mask.prefixLength();
                inside = !mask.excluded();
            }
        }
        return inside;
    }

    private static int commonBits(final byte[] one, final byte[] other) {
        int bits = 0;
        while (bits < 8 * one.length && ((one[bits / 8] ^ other[bits / 8]) & (0x80 >>> (bits % 8))) == 0) {
            bits++;
        }
        return bits;
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void agreesWithTheSlowSearch(final int addressLength) throws UnknownHostException {
        final Random random = new Random(SEED);
        for (int round = 0; round < 1000; round++) {
            final List<Netmask> masks = randomMasks(random, addressLength);
            final NetmaskGroup group = new NetmaskGroup(masks);
            for (final byte[] address : interestingAddresses(random, masks, addressLength)) {
                final String seen = "seed " + SEED + ", round " + round + ": "
                        + InetAddress.getByAddress(address).getHostAddress() + " in " + masks;
                assertThat(matches(group, address)).as(seen).isEqualTo(slowlyMatches(masks, address));
            }
        }
    }

    /** Few different bits and all prefix lengths, so that masks hold, touch and repeat one another. */
    private static List<Netmask> randomMasks(final Random random, final int addressLength) throws UnknownHostException {
        final List<Netmask> masks = new ArrayList<>();
        for (int i = random.nextInt(16); i > 0; i--) {
            final byte[] address = randomAddress(random, random.nextInt(5) == 0 ? 20 - addressLength : addressLength);
            final int prefixLength = random.nextInt(8 * address.length + 1);
            masks.add(new Netmask(InetAddress.getByAddress(address), prefixLength, random.nextInt(3) == 0));
        }
        return masks;
    }

    private static byte[] randomAddress(final Random random, final int length) {
        final byte[] address = new byte[length];
        switch (random.nextInt(4)) {
            case 0 -> random.nextBytes(address);
            case 1 -> Arrays.fill(address, (byte) 0xFF);
            default -> {
                for (int i = 0; i < length; i++) {
                    address[i] = (byte) ((random.nextInt(4) << 6) | random.nextInt(2));
                }
            }
        }
        return address;
    }

    /** The ends of every mask, their neighbours, the ends of the address space, and any. */
    private static List<byte[]> interestingAddresses(
            final Random random, final List<Netmask> masks, final int addressLength) {
        final List<byte[]> addresses = new ArrayList<>();
        final byte[] highest = new byte[addressLength];
        Arrays.fill(highest, (byte) 0xFF);
        addresses.add(new byte[addressLength]);
        addresses.add(highest);
        for (final Netmask mask : masks) {
            final byte[] first = mask.address().getAddress();
            if (first.length == addressLength) {
                final byte[] last = first.clone();
                for (int bit = mask.prefixLength(); bit < 8 * addressLength; bit++) {
                    first[bit / 8] &= (byte) ~(0x80 >>> (bit % 8));
                    last[bit / 8] |= (byte) (0x80 >>> (bit % 8));
                }
                addresses.add(first);
                addresses.add(last);
                addresses.add(neighbour(first, -1));
                addresses.add(neighbour(last, 1));
            }
        }
        for (int i = 0; i < 8; i++) {
            addresses.add(randomAddress(random, addressLength));
        }
        return addresses;
    }

    /** The address before or behind, around the ends. */
    private static byte[] neighbour(final byte[] address, final int step) {
        final byte[] neighbour = address.clone();
        for (int i = neighbour.length - 1; i >= 0; i--) {
            neighbour[i] += (byte) step;
            if (neighbour[i] != (step > 0 ? 0 : (byte) 0xFF)) {
                break;
            }
        }
        return neighbour;
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/32, 0.0.0.0, 0.0.0.1",
        "255.255.255.255/32, 255.255.255.255, 255.255.255.254",
        "0.0.0.0/1, 127.255.255.255, 128.0.0.0",
        "128.0.0.0/1, 255.255.255.255, 127.255.255.255",
        "10.0.0.0/8, 10.255.255.255, 11.0.0.0",
        "::/128, ::, ::1",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe",
        "8000::/1, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db8::/64, 2001:db8::ffff:ffff:ffff:ffff, 2001:db8:0:1::",
        "0:0:0:1::/64, 0:0:0:1::, ::ffff:ffff:ffff:ffff"
    })
    void endsWhereTheMaskEnds(final String mask, final String inside, final String outside) {
        assertThat(matches(group(mask), inside)).isTrue();
        assertThat(matches(group(mask), outside)).isFalse();
    }

    @Test
    void holdsNothingWithoutMasksAndEverythingWithTheShortest() {
        for (final String address : new String[] {"0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "::1", "ff02::1"}) {
            final boolean ipv6 = address.contains(":");
            assertThat(matches(group(), address)).isFalse();
            assertThat(matches(group("0.0.0.0/0"), address)).isEqualTo(!ipv6);
            assertThat(matches(group("::/0"), address)).isEqualTo(ipv6);
            assertThat(matches(group("!0.0.0.0/0", "!::/0"), address)).isFalse();
        }
    }

    @Test
    void letsTheMostSpecificMaskDecideInAnyOrder() {
        final NetmaskGroup group = group("!10.1.0.0/16", "10.0.0.0/8", "10.1.2.0/24", "!10.1.2.3");
        assertThat(matches(group, "10.2.0.1")).isTrue();
        assertThat(matches(group, "10.1.0.1")).isFalse();
        assertThat(matches(group, "10.1.2.2")).isTrue();
        assertThat(matches(group, "10.1.2.3")).isFalse();
        assertThat(matches(group, "10.1.2.4")).isTrue();
    }

    /** As dnsdist: an exception that is added later takes back the mask that was there, and the other way round. */
    @Test
    void letsTheLastOfEqualMasksDecide() {
        assertThat(matches(group("10.0.0.0/8", "!10.0.0.0/8"), "10.1.1.1")).isFalse();
        assertThat(matches(group("!10.0.0.0/8", "10.0.0.0/8"), "10.1.1.1")).isTrue();
        assertThat(matches(group("2001:db8::/32", "!2001:db8:1::/32"), "2001:db8::1"))
                .isFalse();
    }

    @Test
    void looksAtThePacketsSource() {
        final NetmaskGroup group = group("198.18.0.0/15", "2001:db8:5::/48");
        assertThat(group.matches(from(FrameBuilder.ipv4().from("198.19.255.255", 7))))
                .isTrue();
        assertThat(group.matches(from(FrameBuilder.ipv4().from("198.20.0.0", 7).to("198.18.0.1", 53))))
                .isFalse();
        assertThat(group.matches(from(FrameBuilder.ipv6().from("2001:db8:5:ffff::1", 7))))
                .isTrue();
        assertThat(group.matches(
                        from(FrameBuilder.ipv6().from("2001:db8:6::", 7).to("2001:db8:5::1", 53))))
                .isFalse();
    }

    private static Datagram from(final FrameBuilder builder) {
        final byte[] frame = builder.build();
        final Datagram datagram = new Datagram(true);
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, frame);
            assertThat(datagram.wrap(memory.address(), frame.length)).isEqualTo(PacketDefect.NONE);
        }
        return datagram;
    }
}
