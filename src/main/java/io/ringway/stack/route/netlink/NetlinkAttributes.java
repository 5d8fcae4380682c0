package io.ringway.stack.route.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The attributes of a message: {@code struct nlattr} of linux/netlink.h, which is {@code struct rtattr} of linux/rtnetlink.h.
 *
 * <pre>
 *  0               1               2               3
 *  +-------------------------------+-------------------------------+
 *  |  nla_len: header, value (u16) |N|O|      nla_type (u14)       |
 *  +-------------------------------+-------------------------------+
 *  |        value, padded to a multiple of four bytes  ...         |
 *  +---------------------------------------------------------------+
 *
 *  N  the value is attributes itself      O  the value is in network byte order
 * </pre>
 */
public final class NetlinkAttributes {
    static final int HEADER_BYTES = 4;

    private static final int TYPE_MASK = 0x3FFF;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private final Map<Integer, byte[]> values = new HashMap<>();

    private NetlinkAttributes() {}

    /** What is cut short or has an impossible length ends them; those in front count. Of two of one type the later counts, as for the kernel. */
    static NetlinkAttributes parse(final ByteBuffer body, final int start) {
        final NetlinkAttributes attributes = new NetlinkAttributes();
        int offset = start;
        while (body.limit() - offset >= HEADER_BYTES) {
            final int length = body.getShort(offset) & 0xFFFF;
            if (length < HEADER_BYTES || length > body.limit() - offset) {
                break;
            }
            final byte[] value = new byte[length - HEADER_BYTES];
            body.get(offset + HEADER_BYTES, value);
            attributes.values.put(body.getShort(offset + Short.BYTES) & TYPE_MASK, value);
            offset += NetlinkMessage.aligned(length);
        }
        return attributes;
    }

    /**
     * A value as it is.
     *
     * @param type the attribute's number.
     * @return its bytes, or nothing when the message lacks it.
     */
    public Optional<byte[]> bytes(final int type) {
        return Optional.ofNullable(values.get(type));
    }

    /**
     * A 32-bit number in the machine's byte order.
     *
     * @param type the attribute's number.
     * @return the number, or nothing when the message lacks it or it is of another length.
     */
    public OptionalInt number(final int type) {
        final byte[] value = values.get(type);
        return value == null || value.length != Integer.BYTES
                ? OptionalInt.empty()
                : OptionalInt.of(
                        ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt());
    }

    /**
     * An IP address.
     *
     * @param type the attribute's number.
     * @return the address, or nothing when the message lacks it or it has neither four nor sixteen bytes.
     */
    public Optional<InetAddress> address(final int type) {
        return bytes(type).flatMap(NetlinkAttributes::address);
    }

    /**
     * An IP address out of its bytes.
     *
     * @param bytes in network byte order.
     * @return the address, or nothing when they are neither four nor sixteen.
     */
    public static Optional<InetAddress> address(final byte[] bytes) {
        if (bytes.length != IPV4_BYTES && bytes.length != IPV6_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * A text that a zero byte ends.
     *
     * @param type the attribute's number.
     * @return the text, or nothing when the message lacks it.
     */
    public Optional<String> text(final int type) {
        return bytes(type).map(NetlinkAttributes::text);
    }

    private static String text(final byte[] value) {
        int length = 0;
        while (length < value.length && value[length] != 0) {
            length++;
        }
        return new String(value, 0, length, StandardCharsets.UTF_8);
    }
}
