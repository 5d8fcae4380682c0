package io.ringway.wire.forward;

import io.ringway.wire.Datagram;
import io.ringway.wire.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An EDNS option (RFC 6891, section 6.1.2), encoded once, that is put into queries where they are.
 *
 * <pre>
 *   0             2             4
 *  +-------------+-------------+---------
 *  | OPTION-CODE |   LENGTH    |  DATA
 *  +-------------+-------------+---------
 * </pre>
 *
 * <p>As with {@link ClientSubnet} only messages that end with their OPT record, or a query without one with its last record, are touched, and no signed
 * ones. Belongs to the thread that made it.
 */
public final class EdnsOption {
    private final int code;
    private final int bytes;
    private final int payloadSize;
    private final MemorySegment memory;
    private final OptRecord opt = new OptRecord();

    /**
     * Encodes an option.
     *
     * @param code        its code.
     * @param data        its data, 65,000 bytes at most.
     * @param payloadSize what an OPT record that a query gets announces, bytes.
     */
    public EdnsOption(final int code, final byte[] data, final int payloadSize) {
        this.code = code;
        this.payloadSize = payloadSize;
        bytes = OptRecord.OPTION_HEADER_LENGTH + data.length;
        memory = Arena.ofAuto().allocate(bytes);
        memory.asByteBuffer()
                .putShort((short) code)
                .putShort((short) data.length)
                .put(data);
    }

    /**
     * Puts it into a query, in the place of those of its code. The datagram is told of the change.
     *
     * @param datagram the client's, wrapped, whose payload is a query without a defect.
     * @param capacity bytes that a message may have at this place.
     * @return whether there was room, and the message's shape allowed it.
     */
    public boolean put(final Datagram datagram, final int capacity) {
        final long message = datagram.payloadAddress();
        final int length = datagram.payloadLength();
        if (!opt.wrap(message, length) || opt.isSigned() || opt.recordsEnd() != length) {
            return false;
        }
        if (!opt.isPresent()) {
            final int end = OptRecord.append(message, length, payloadSize, bytes, capacity);
            if (end >= 0) {
                append(datagram, message, end);
            }
            return end >= 0;
        }
        final int present = opt.isLast() ? opt.bytesOf(code) : -1;
        if (present < 0 || length - present + bytes > capacity) {
            return false;
        }
        if (present > 0) {
            opt.cut(code);
        }
        opt.putOptionsLength(opt.optionsLength() - present + bytes);
        append(datagram, message, length - present);
        return true;
    }

    private void append(final Datagram datagram, final long message, final int end) {
        Memory.check(message, Integer.MAX_VALUE, message + end, bytes);
        Memory.copy(memory.address(), message + end, bytes);
        datagram.payloadChanged(end + bytes);
    }
}
