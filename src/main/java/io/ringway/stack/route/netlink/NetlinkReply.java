package io.ringway.stack.route.netlink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the answer to one request until its end: the acknowledgement, or {@code NLMSG_DONE} behind the parts of a dump.
 *
 * <pre>
 *  NLMSG_ERROR: struct nlmsgerr of linux/netlink.h                NLMSG_DONE
 *  +--------------------------------------------------+           +-------------------------------+
 *  | error (i32): 0 acknowledges, else -errno         |           | error (i32): 0, or -errno     |
 *  +--------------------------------------------------+           +-------------------------------+
 *  | the request's nlmsghdr (16 bytes)                |
 *  +--------------------------------------------------+
 *  | its body, unless NLM_F_CAPPED                    |
 *  +--------------------------------------------------+
 *  | with NLM_F_ACK_TLVS: attributes, 1 is a text ... |
 *  +--------------------------------------------------+
 * </pre>
 *
 * <p>One thread.
 */
final class NetlinkReply {
    private static final int NLMSG_NOOP = 1;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_DUMP_INTR = 0x10;
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int NLMSGERR_ATTR_MSG = 1;

    private final String what;
    private final int sequence;
    private final List<NetlinkMessage> messages = new ArrayList<>();
    private boolean interrupted;

    /** For the request that {@code what} says and {@code sequence} numbers. */
    NetlinkReply(final String what, final int sequence) {
        this.what = what;
        this.sequence = sequence;
    }

    /**
     * Takes the next message. One of another request, which was given up, is passed over.
     *
     * @return whether this was the last one.
     * @throws NetlinkException when it says that the request failed.
     */
    boolean take(final NetlinkMessage message) {
        if (message.sequence() != sequence) {
            return false;
        }
        interrupted |= (message.flags() & NLM_F_DUMP_INTR) != 0;
        final int type = message.type();
        if (type == NLMSG_ERROR || type == NLMSG_DONE) {
            final int errno = errno(message.body());
            if (errno != 0) {
                throw new NetlinkException(what, errno, type == NLMSG_ERROR ? text(message) : "");
            }
            return true;
        }
        if (type != NLMSG_NOOP) {
            messages.add(message);
        }
        return false;
    }

    /** Whether the table changed during the dump, which may then lack entries or have some twice. */
    boolean isInterrupted() {
        return interrupted;
    }

    List<NetlinkMessage> messages() {
        return messages;
    }

    private static int errno(final ByteBuffer body) {
        return body.limit() < Integer.BYTES ? 0 : -body.getInt(0);
    }

    private static String text(final NetlinkMessage message) {
        final ByteBuffer body = message.body();
        if ((message.flags() & NLM_F_ACK_TLVS) == 0 || body.limit() < Integer.BYTES + NetlinkMessage.HEADER_BYTES) {
            return "";
        }
        final int requestBytes =
                (message.flags() & NLM_F_CAPPED) != 0 ? NetlinkMessage.HEADER_BYTES : body.getInt(Integer.BYTES);
        if (requestBytes < NetlinkMessage.HEADER_BYTES || requestBytes > body.limit()) {
            return "";
        }
        return message.attributes(Integer.BYTES + requestBytes)
                .text(NLMSGERR_ATTR_MSG)
                .orElse("");
    }
}
