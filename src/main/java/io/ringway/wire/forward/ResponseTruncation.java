package io.ringway.wire.forward;

import io.ringway.wire.DnsHeader;
import io.ringway.wire.Edns;
import io.ringway.wire.Memory;

/**
 * Cuts a response down to what says that there is more (RFC 2181, section 9): header with TC=1, question, and an OPT record without options if it
 * had one (RFC 6891, section 7).
 *
 * <p>Belongs to the thread that made it.
 */
public final class ResponseTruncation {
    private static final int LAST_FLAGS_OFFSET = 8;

    private final OptRecord opt = new OptRecord();

    /** Cuts responses one after the other. */
    public ResponseTruncation() {}

    /**
     * Cuts a response, where it is.
     *
     * @param response wrapped without a defect; to be wrapped anew.
     * @return bytes of it now.
     */
    public int cut(final DnsResponse response) {
        return cut(response.message(), response.length(), response.questionLength(), response.flags());
    }

    /**
     * Cuts a response, where it is.
     *
     * @param message        first byte of the DNS header.
     * @param length         bytes of it.
     * @param questionLength bytes of its question, 0 without one.
     * @param flags          as they are.
     * @return bytes of it now.
     */
    public int cut(final long message, final int length, final int questionLength, final int flags) {
        final int end = DnsHeader.LENGTH + questionLength;
        final boolean edns = opt.wrap(message, length) && opt.isPresent();
        Memory.putShortBigEndian(message + DnsHeader.FLAGS_OFFSET, flags | DnsHeader.TC);
        Memory.putIntBigEndian(message + DnsHeader.ANCOUNT_OFFSET, 0);
        Memory.putShortBigEndian(message + DnsHeader.ARCOUNT_OFFSET, edns ? 1 : 0);
        if (!edns) {
            return end;
        }
        // Root name, type, payload size; extended response code, version and flags. The record stands behind the
        // question or farther on.
        final long found = message + opt.start();
        final long start = Memory.longBigEndianAt(found);
        final int lastFlags = Memory.byteAt(found + LAST_FLAGS_OFFSET);
        Memory.putLongBigEndian(message + end, start);
        Memory.putByte(message + end + LAST_FLAGS_OFFSET, lastFlags);
        Memory.putShortBigEndian(message + end + Edns.LENGTH - Short.BYTES, 0);
        return end + Edns.LENGTH;
    }
}
