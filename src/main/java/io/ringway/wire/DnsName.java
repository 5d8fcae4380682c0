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

    private DnsName() {}

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
}
