package io.ringway.lab.prober;

import io.ringway.settings.SetupException;
import io.ringway.wire.Memory;
import java.nio.charset.StandardCharsets;

/**
 * The DNS query that every probe is, at native addresses: A, IN, recursion desired, for a name whose first label is the probe's number and nonce
 * in hexadecimal digits.
 *
 * <pre>
 *   0          12   13        21                37
 *  +----------+----+---------+-----------------+----------+------+-------+
 *  |  header  | 24 | number  |      nonce      |  domain  | A  1 | IN  1 |
 *  +----------+----+---------+-----------------+----------+------+-------+
 * </pre>
 */
final class ProbeMessage {
    private static final int HEADER_LENGTH = 12;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RESPONSE = 0x8000;
    private static final int LABEL_OFFSET = HEADER_LENGTH + 1;
    private static final int NUMBER_DIGITS = 8;
    private static final int NONCE_DIGITS = 16;
    private static final int LABEL_LENGTH = NUMBER_DIGITS + NONCE_DIGITS;
    private static final int NONCE_OFFSET = LABEL_OFFSET + NUMBER_DIGITS;
    private static final int SUFFIX_OFFSET = LABEL_OFFSET + LABEL_LENGTH;
    private static final int MAX_LABEL_LENGTH = 63;
    private static final int MAX_NAME_LENGTH = 255;
    private static final byte[] TYPE_AND_CLASS = {0, 1, 0, 1};
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** The domain as labels with the root, type and class. */
    private final byte[] suffix;

    ProbeMessage(final String domain) {
        final byte[] name = wireName(domain);
        suffix = new byte[name.length + TYPE_AND_CLASS.length];
        System.arraycopy(name, 0, suffix, 0, name.length);
        System.arraycopy(TYPE_AND_CLASS, 0, suffix, name.length, TYPE_AND_CLASS.length);
    }

    private static byte[] wireName(final String domain) {
        final String relative = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
        final String[] labels = relative.isEmpty() ? new String[0] : relative.split("\\.", -1);
        final byte[] wire = new byte[relative.isEmpty() ? 1 : relative.length() + 2];
        int end = 0;
        for (final String label : labels) {
            final byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            if (bytes.length == 0 || bytes.length > MAX_LABEL_LENGTH) {
                throw new SetupException("--name " + domain + ": a label has 1 to 63 characters");
            }
            wire[end++] = (byte) bytes.length;
            System.arraycopy(bytes, 0, wire, end, bytes.length);
            end += bytes.length;
        }
        if (1 + LABEL_LENGTH + wire.length > MAX_NAME_LENGTH) {
            throw new SetupException("--name " + domain + ": too long, a probe puts a label of 24 in front of it");
        }
        return wire;
    }

    /** Bytes of a query. */
    int length() {
        return SUFFIX_OFFSET + suffix.length;
    }

    /** Writes what is the same in every probe. */
    void writeTemplate(final long message) {
        Memory.putIntBigEndian(message, RECURSION_DESIRED);
        Memory.putIntBigEndian(message + 4, 1 << 16);
        Memory.putIntBigEndian(message + 8, 0);
        Memory.putByte(message + HEADER_LENGTH, LABEL_LENGTH);
        for (int i = 0; i < suffix.length; i++) {
            Memory.putByte(message + SUFFIX_OFFSET + i, suffix[i]);
        }
    }

    /** Writes what makes a probe of the template. */
    void write(final long message, final int id, final int number, final long nonce) {
        Memory.putShortBigEndian(message, id);
        writeDigits(message + LABEL_OFFSET, number, NUMBER_DIGITS);
        writeDigits(message + NONCE_OFFSET, nonce, NONCE_DIGITS);
    }

    private static void writeDigits(final long address, final long value, final int digits) {
        for (int i = 0; i < digits; i++) {
            Memory.putByte(address + i, DIGITS[(int) (value >>> (4 * (digits - 1 - i))) & 0xF]);
        }
    }

    /** The number in a response with the question of a probe; -1 when it is none. Its ID and nonce are still to be compared. */
    int numberIn(final long message, final int length) {
        if (length < length()
                || (Memory.shortBigEndianAt(message + 2) & RESPONSE) == 0
                || Memory.shortBigEndianAt(message + 4) != 1
                || Memory.byteAt(message + HEADER_LENGTH) != LABEL_LENGTH) {
            return -1;
        }
        for (int i = 0; i < suffix.length; i++) {
            if ((byte) Memory.byteAt(message + SUFFIX_OFFSET + i) != suffix[i]) {
                return -1;
            }
        }
        int number = 0;
        for (int i = 0; i < NUMBER_DIGITS; i++) {
            final int digit = Character.digit(Memory.byteAt(message + LABEL_OFFSET + i), 16);
            if (digit < 0) {
                return -1;
            }
            number = (number << 4) | digit;
        }
        return number < 0 ? -1 : number;
    }

    /** Whether a response that {@link #numberIn} accepted has this ID and nonce. */
    boolean matches(final long message, final int id, final int number, final long nonce) {
        return Memory.shortBigEndianAt(message) == id
                && hasDigits(message + LABEL_OFFSET, number, NUMBER_DIGITS)
                && hasDigits(message + NONCE_OFFSET, nonce, NONCE_DIGITS);
    }

    private static boolean hasDigits(final long address, final long value, final int digits) {
        for (int i = 0; i < digits; i++) {
            if (Memory.byteAt(address + i) != DIGITS[(int) (value >>> (4 * (digits - 1 - i))) & 0xF]) {
                return false;
            }
        }
        return true;
    }
}
