package io.ringway.stack.route.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of netlink(7): {@code struct nlmsghdr} of linux/netlink.h and what follows. All numbers are in the machine's byte order.
 *
 * <pre>
 *  0               1               2               3
 *  +---------------+---------------+---------------+---------------+
 *  |            nlmsg_len: bytes of header and body (u32)          |
 *  +-------------------------------+-------------------------------+
 *  |        nlmsg_type (u16)       |       nlmsg_flags (u16)       |
 *  +-------------------------------+-------------------------------+
 *  |               nlmsg_seq: as in the request (u32)              |
 *  +---------------------------------------------------------------+
 *  |              nlmsg_pid: the socket it is for (u32)            |
 *  +---------------------------------------------------------------+
 *  |   body: a structure of the type, then attributes; padded to   |
 *  |   a multiple of four bytes in front of the next message  ...  |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * @param type     {@code RTM_…} or {@code NLMSG_…}
 * @param flags    {@code NLM_F_…}
 * @param sequence the request's number, 0 in a notification
 * @param body     what follows the header, from position 0 to the limit; to be read by absolute offsets only
 */
public record NetlinkMessage(int type, int flags, int sequence, ByteBuffer body) {
    /** Bytes of the header. */
    public static final int HEADER_BYTES = 16;

    static final int ALIGNMENT = 4;

    private static final int TYPE = 4;
    private static final int FLAGS = 6;
    private static final int SEQUENCE = 8;

    /**
     * Takes a datagram apart. What is cut short or has an impossible length ends it; the messages in front count.
     *
     * @param datagram what was received, from position 0 to the limit.
     * @return its messages in order.
     */
    public static List<NetlinkMessage> parse(final ByteBuffer datagram) {
        final ByteBuffer buffer = datagram.duplicate().order(ByteOrder.nativeOrder());
        final List<NetlinkMessage> messages = new ArrayList<>();
        int offset = 0;
        while (buffer.limit() - offset >= HEADER_BYTES) {
            final int length = buffer.getInt(offset);
            if (length < HEADER_BYTES || length > buffer.limit() - offset) {
                break;
            }
            messages.add(new NetlinkMessage(
                    buffer.getShort(offset + TYPE) & 0xFFFF,
                    buffer.getShort(offset + FLAGS) & 0xFFFF,
                    buffer.getInt(offset + SEQUENCE),
                    buffer.slice(offset + HEADER_BYTES, length - HEADER_BYTES).order(ByteOrder.nativeOrder())));
            offset += aligned(length);
        }
        return messages;
    }

    static int aligned(final int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /**
     * The attributes behind the body's structure.
     *
     * @param structureBytes the structure's length.
     * @return none when the body is too short for the structure.
     */
    public NetlinkAttributes attributes(final int structureBytes) {
        return NetlinkAttributes.parse(body, aligned(structureBytes));
    }
}
