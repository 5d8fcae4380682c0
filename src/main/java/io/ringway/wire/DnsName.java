package io.ringway.wire;

/**
 * Domain names as messages have them (RFC 1035, sections 3.1 and 4.1.4).
 *
 * <pre>
 *  +--------+------------+--------+------------+-----+--------+
 *  | length | label      | length | label      | ... |   0    |   at most 255 bytes
 *  | 1 - 63 |            | 1 - 63 |            |     |        |
 *  +--------+------------+--------+------------+-----+--------+
 *
 *  +--------+------------+-----+-----------------+
 *  | length | label      | ... | 11 | offset, 14 |                in records, a pointer to the rest
 *  +--------+------------+-----+-----------------+
 * </pre>
 */
public final class DnsName {
    private static final int MAX_LENGTH = 255;
    private static final int MAX_LABEL_LENGTH = 63;
    private static final int POINTER_BITS = 0xC0;

    private static final long SEVEN_BITS = 0x7F7F_7F7F_7F7F_7F7FL;
    private static final long EIGHTH_BIT = ~SEVEN_BITS;
    private static final long FROM_A = repeat(0x80 - 'A');
    private static final long ABOVE_Z = repeat(0x80 - 'Z' - 1);

    private DnsName() {}

    private static long repeat(final int value) {
        return value * 0x0101_0101_0101_0101L;
    }

    /**
     * Walks a name that may not end in a pointer, as that of a question.
     *
     * @param message first byte of the DNS header.
     * @param start   the name's offset.
     * @param length  bytes of the message.
     * @return the offset behind the name; -1 when it leaves the message, is too long or has a pointer.
     */
    public static int endOfPlain(final long message, final int start, final int length) {
        int position = start;
        int label;
        do {
            if (position >= length) {
                return -1;
            }
            label = Memory.byteAt(message + position);
            position += 1 + label;
            if (label > MAX_LABEL_LENGTH || position - start > MAX_LENGTH) {
                return -1;
            }
        } while (label != 0);
        return position;
    }

    /**
     * Walks a name that may end in a pointer, which is not followed.
     *
     * @param message first byte of the DNS header.
     * @param start   the name's offset.
     * @param length  bytes of the message.
     * @return the offset behind the name, which may be one byte behind the message; -1 when it leaves the message or is too long.
     */
    public static int end(final long message, final int start, final int length) {
        int position = start;
        while (position < length && position - start < MAX_LENGTH) {
            final int label = Memory.byteAt(message + position);
            if (label == 0) {
                return position + 1;
            }
            if (label >= POINTER_BITS) {
                return position + 2;
            }
            if (label > MAX_LABEL_LENGTH) {
                return -1;
            }
            position += 1 + label;
        }
        return -1;
    }

    /**
     * Eight bytes of a name with letters of ASCII in lower case (RFC 4343). Bytes that tell lengths of labels are below any letter, so that they stay.
     *
     * <p>All at once: adding to the low seven bits of a byte carries into the eighth where it is at least a bound.
     *
     * @param bytes in any order.
     * @return the same, folded.
     */
    public static long lowerCase(final long bytes) {
        final long lowBits = bytes & SEVEN_BITS;
        final long upperCase = ((lowBits + FROM_A) ^ (lowBits + ABOVE_Z)) & ~bytes & EIGHTH_BIT;
        return bytes | (upperCase >>> 2);
    }
}
