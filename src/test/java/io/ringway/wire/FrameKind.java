package io.ringway.wire;

import io.ringway.wire.FrameBuilder.UdpChecksum;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One of the shapes in which a right query can arrive.
 *
 * @param name    for messages.
 * @param builder makes a fresh builder for it, without a payload.
 */
public record FrameKind(String name, Supplier<FrameBuilder> builder) {
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int DESTINATION_OPTIONS = 60;

    /** All of them: VLAN tags, IP headers with and without what is optional, checksums and padding, each with each. */
    public static List<FrameKind> all() {
        final List<FrameKind> kinds = new ArrayList<>();
        for (final FrameKind ip : ipKinds()) {
            for (int tags = 0; tags <= 2; tags++) {
                for (final UdpChecksum checksum : UdpChecksum.values()) {
                    final boolean missing =
                            checksum == UdpChecksum.ZERO && ip.name().startsWith("IPv6");
                    if (checksum != UdpChecksum.WRONG && !missing) {
                        kinds.add(kind(ip, tags, checksum, 0));
                        kinds.add(kind(ip, tags, checksum, 60));
                        kinds.add(kind(ip, tags, checksum, 350));
                    }
                }
            }
        }
        return kinds;
    }

    private static FrameKind kind(
            final FrameKind ip, final int tags, final UdpChecksum checksum, final int minimumLength) {
        return new FrameKind(
                ip.name() + ", " + tags + " tags, checksum " + checksum + ", at least " + minimumLength, () -> {
                    final FrameBuilder builder = ip.builder().get();
                    if (tags == 2) {
                        builder.vlan(0x88A8, 0x2ABC);
                    }
                    if (tags > 0) {
                        builder.vlan(0x8100, 0xE123);
                    }
                    return builder.udpChecksum(checksum).paddedTo(minimumLength);
                });
    }

    /** IP headers alone, untagged. */
    public static List<FrameKind> ipKinds() {
        return Stream.of(
                        new FrameKind("IPv4", FrameBuilder::ipv4),
                        new FrameKind(
                                "IPv4 with DF and ECN",
                                () -> FrameBuilder.ipv4().fragment(0x4000).traffic(46, 1)),
                        new FrameKind(
                                "IPv4 with an option",
                                () -> FrameBuilder.ipv4()
                                        .options(new byte[] {(byte) 148, 4, 0, 0})
                                        .traffic(63, 3)),
                        new FrameKind(
                                "IPv4 with all options that fit",
                                () -> FrameBuilder.ipv4().options(new byte[40])),
                        new FrameKind("IPv6", () -> FrameBuilder.ipv6().traffic(46, 2)),
                        new FrameKind(
                                "IPv6 with hop-by-hop options",
                                () -> FrameBuilder.ipv6()
                                        .extension(HOP_BY_HOP, 8)
                                        .traffic(63, 3)),
                        new FrameKind(
                                "IPv6 with three extension headers",
                                () -> FrameBuilder.ipv6()
                                        .extension(HOP_BY_HOP, 16)
                                        .extension(ROUTING, 24)
                                        .extension(DESTINATION_OPTIONS, 8)),
                        new FrameKind("IPv6 with eight extension headers", FrameKind::eightExtensions))
                .toList();
    }

    private static FrameBuilder eightExtensions() {
        final FrameBuilder builder = FrameBuilder.ipv6();
        for (int i = 0; i < 8; i++) {
            builder.extension(DESTINATION_OPTIONS, 8);
        }
        return builder;
    }

    @Override
    public String toString() {
        return name;
    }
}
