package io.ringway.wire;

import java.io.ByteArrayOutputStream;

/** RFC 1071 as its text reads, a word at a time: the independent second opinion about {@link Checksum}. */
final class SlowChecksum {
    private SlowChecksum() {}

    /** The folded sum, not complemented; an odd last byte is the high half of a word. */
    static int sum(final byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i += 2) {
            final int high = bytes[i] & 0xFF;
            final int low = i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0;
            sum += (high << 8) | low;
            if (sum > 0xFFFF) {
                sum -= 0xFFFF;
            }
        }
        return sum;
    }

    /** The folded sum of a pseudo-header: four bytes of length and protocol each, as RFC 8200 draws it, which RFC 768 adds up to as well. */
    static int pseudoHeader(final byte[] source, final byte[] destination, final int protocol, final int length) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(source);
        bytes.writeBytes(destination);
        bytes.writeBytes(new byte[] {0, (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        bytes.writeBytes(new byte[] {0, 0, 0, (byte) protocol});
        return sum(bytes.toByteArray());
    }

    /** The one's-complement sum of two folded sums. */
    static int add(final int one, final int other) {
        final int sum = one + other;
        return sum > 0xFFFF ? sum - 0xFFFF : sum;
    }
}
