package io.ringway.wire.response;

import io.ringway.wire.DnsHeader;
import io.ringway.wire.Memory;
import java.util.Arrays;

/**
 * A message that is written anew from parts of another one, whose names point to where their labels are now.
 *
 * <p>Of every label that was written it is known where: a name that points to it in the old message points there in the new one. What a name points to
 * that was left out is written in the name's place, and later names point there. So each label of the old message is written at most once, as long as
 * pointers reach it (16,383 bytes), and the new message is not longer than the old one; one that would be is refused.
 *
 * <p>Belongs to the thread that made it.
 */
final class RewrittenNames {
    private static final int MAX_NAME_LENGTH = 255;
    private static final int MAX_LABEL_LENGTH = 63;
    private static final int POINTER = 0xC000;
    private static final int MAX_POINTER = 0x3FFF;
    private static final int POINTER_BITS = 0xC0;

    private final long target;

    /** By the offset of a label in the old message: its offset in the new one, 0 for one that is not there. */
    private final char[] moved = new char[MAX_POINTER + 1];

    private long message;
    private int messageLength;
    private int length;

    /** Writes to {@code target}, where the longest message has room. */
    RewrittenNames(final long target) {
        this.target = target;
    }

    /** Begins with header and question of a message. */
    void begin(final long oldMessage, final int oldLength, final int questionEnd) {
        message = oldMessage;
        messageLength = oldLength;
        length = 0;
        Arrays.fill(moved, 0, Math.min(oldLength, moved.length), (char) 0);
        copy(0, questionEnd);
        int label = DnsHeader.LENGTH;
        while (label < questionEnd && Memory.byteAt(message + label) != 0) {
            moved[label] = (char) label;
            label += 1 + Memory.byteAt(message + label);
        }
    }

    /** First byte of the old message. */
    long message() {
        return message;
    }

    /** Bytes of the new message so far. */
    int length() {
        return length;
    }

    /** Copies bytes without a name; false when there is no room. */
    boolean copy(final int offset, final int bytes) {
        if (bytes < 0 || length + bytes > messageLength) {
            return false;
        }
        Memory.copy(message + offset, target + length, bytes);
        length += bytes;
        return true;
    }

    /** Writes the name at an offset of the old message; false when it is none, or there is no room. */
    boolean write(final int offset) {
        int position = offset;
        int nameLength = 0;
        boolean pointed = false;
        while (position < messageLength) {
            final int label = Memory.byteAt(message + position);
            if (label >= POINTER_BITS) {
                if (position + 1 >= messageLength) {
                    return false;
                }
                final int before = Memory.shortBigEndianAt(message + position) & MAX_POINTER;
                // A pointer leads to a prior occurrence (RFC 1035, section 4.1.4), which is what makes this end.
                if (before >= position || before < DnsHeader.LENGTH) {
                    return false;
                }
                position = before;
                pointed = true;
                continue;
            }
            if (label == 0) {
                return copy(position, 1);
            }
            nameLength += 1 + label;
            if (label > MAX_LABEL_LENGTH || nameLength >= MAX_NAME_LENGTH || position + label >= messageLength) {
                return false;
            }
            if (pointed && position <= MAX_POINTER && moved[position] != 0) {
                return pointTo(moved[position]);
            }
            if (position <= MAX_POINTER && moved[position] == 0 && length <= MAX_POINTER) {
                moved[position] = (char) length;
            }
            if (!copy(position, 1 + label)) {
                return false;
            }
            position += 1 + label;
        }
        return false;
    }

    private boolean pointTo(final int offset) {
        if (length + Short.BYTES > messageLength) {
            return false;
        }
        Memory.putShortBigEndian(target + length, POINTER | offset);
        length += Short.BYTES;
        return true;
    }
}
