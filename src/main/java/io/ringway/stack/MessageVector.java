package io.ringway.stack;

import io.ringway.wire.Memory;
import io.ringway.wire.SocketMessage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The array of {@code struct mmsghdr} that one {@code recvmmsg} or {@code sendmmsg} works on, each with its one {@code struct iovec}; what they
 * point to are frames with a {@link SocketMessage} header.
 *
 * <pre>
 *   struct mmsghdr, 64 bytes (sys/socket.h)                          struct iovec, 16 bytes (sys/uio.h)
 *  +-------------------------------+---------------+---------------+ +-------------------------------+
 *  |            msg_name           |  msg_namelen  |   (padding)   | |            iov_base           |
 *  +-------------------------------+---------------+---------------+ +-------------------------------+
 *  |            msg_iov            |           msg_iovlen          | |            iov_len            |
 *  +-------------------------------+-------------------------------+ +-------------------------------+
 *  |          msg_control          |         msg_controllen        |
 *  +-------------------------------+---------------+---------------+
 *  |   msg_flags   |   (padding)   |    msg_len    |   (padding)   |
 *  +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>Belongs to one thread. Allocates nothing after it is made.
 */
final class MessageVector {
    private static final int HEADER_BYTES = 64;
    private static final int IOVEC_BYTES = 16;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int IOVEC = 16;
    private static final int IOVEC_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int LENGTH = 56;
    private static final int IOVEC_LENGTH = 8;
    private static final int MSG_TRUNC = 0x20;

    private final MemorySegment memory;
    private final long headers;
    private final long iovecs;
    private final int size;

    /** Room for {@code size} messages. */
    MessageVector(final int size) {
        this.size = size;
        memory = Arena.ofAuto().allocate((long) size * (HEADER_BYTES + IOVEC_BYTES), HEADER_BYTES);
        headers = memory.address();
        iovecs = headers + (long) size * HEADER_BYTES;
        for (int i = 0; i < size; i++) {
            Memory.putLong(header(i) + IOVEC, iovec(i));
            Memory.putLong(header(i) + IOVEC_COUNT, 1);
        }
    }

    private long header(final int index) {
        return headers + (long) index * HEADER_BYTES;
    }

    private long iovec(final int index) {
        return iovecs + (long) index * IOVEC_BYTES;
    }

    int size() {
        return size;
    }

    /** The array from one of its elements on, for the system call. */
    long address(final int index) {
        return header(index);
    }

    /** Names the payload, source and control message of one element. */
    private void point(
            final int index, final long payload, final int length, final int nameLength, final int controlLength) {
        Memory.checkIndex(index, size);
        final long header = header(index);
        Memory.putLong(header + NAME, payload + SocketMessage.SOURCE_OFFSET);
        Memory.putInt(header + NAME_LENGTH, nameLength);
        Memory.putLong(header + CONTROL, payload + SocketMessage.CONTROL_OFFSET);
        Memory.putLong(header + CONTROL_LENGTH, controlLength);
        Memory.putInt(header + FLAGS, 0);
        Memory.putLong(iovec(index), payload);
        Memory.putLong(iovec(index) + IOVEC_LENGTH, length);
    }

    /** Lends a frame to the kernel for the next message; {@code capacity} bytes from {@code payload} on may be written. */
    void lend(final int index, final long payload, final int capacity, final boolean control) {
        point(
                index,
                payload,
                capacity,
                SocketMessage.SOCKADDR_IN6_LENGTH,
                control ? SocketMessage.CONTROL_CAPACITY : 0);
    }

    /** Puts an answer at an element, towards the source that its header names. */
    void put(final int index, final long payload, final int length) {
        final boolean ipv6 = Memory.byteAt(payload + SocketMessage.SOURCE_OFFSET) == SocketMessage.AF_INET6;
        point(
                index,
                payload,
                length,
                ipv6 ? SocketMessage.SOCKADDR_IN6_LENGTH : SocketMessage.SOCKADDR_IN_LENGTH,
                Memory.shortBigEndianAt(payload + SocketMessage.CONTROL_LENGTH_OFFSET));
    }

    /** Puts a message at an element of a connected socket's vector, where there is no name and no control message. */
    void putConnected(final int index, final long payload, final int length) {
        point(index, payload, length, 0, 0);
    }

    /** The payload that an element names. */
    long payload(final int index) {
        return Memory.longAt(iovec(index));
    }

    /** Bytes that were received or sent. */
    int length(final int index) {
        return Memory.intAt(header(index) + LENGTH);
    }

    /** Bytes of the control message that was received. */
    int controlLength(final int index) {
        return (int) Memory.longAt(header(index) + CONTROL_LENGTH);
    }

    /** Whether a received message was longer than its frame. */
    boolean isTruncated(final int index) {
        return (Memory.intAt(header(index) + FLAGS) & MSG_TRUNC) != 0;
    }
}
