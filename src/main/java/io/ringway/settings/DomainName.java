package io.ringway.settings;

import java.util.Arrays;

/**
 * A domain name in wire format (RFC 1035, section 3.1), letters as they were written; names that differ in their case alone are equal.
 *
 * <p>Immutable; any thread.
 */
public final class DomainName {
    /** The most bytes that a name has. */
    public static final int MAX_LENGTH = 255;

    private static final int MAX_LABEL = 63;
    private static final int MAX_BYTE = 255;
    private static final int ESCAPED_DIGITS = 3;
    private static final int CASE_BIT = 0x20;

    private final byte[] wire;

    private DomainName(final byte[] wire) {
        this.wire = wire;
    }

    /**
     * Reads a name in presentation format (RFC 1035, section 5.1): {@code \.} and {@code \DDD} stand for single bytes. The final dot may be left out.
     *
     * @param text the name; {@code "."} and the empty text are the root.
     * @return the name.
     * @throws IllegalArgumentException with the reason when it is none.
     */
    public static DomainName parse(final String text) {
        final byte[] bytes = new byte[MAX_LENGTH + 1];
        int labelStart = 0;
        int end = 1;
        for (int i = 0; i < text.length() && !".".equals(text); i++) {
            final char character = text.charAt(i);
            if (character == '.') {
                close(bytes, labelStart, end, text);
                labelStart = end++;
            } else {
                final boolean escaped = character == '\\';
                requireRoom(end, text);
                bytes[end++] = escaped ? unescaped(text, i + 1) : octet(character, text);
                i += escaped ? escapeLength(text, i + 1) : 0;
            }
        }
        if (end - labelStart > 1) {
            close(bytes, labelStart, end, text);
            end++;
        }
        requireRoom(end - 1, text);
        return new DomainName(Arrays.copyOf(bytes, end));
    }

    /**
     * A name in wire format.
     *
     * @param wire 1 to 255 bytes, the root label included.
     * @return the name.
     * @throws IllegalArgumentException when it is none.
     */
    public static DomainName ofWire(final byte[] wire) {
        int end = 0;
        while (end < wire.length && wire[end] > 0 && wire[end] <= MAX_LABEL) {
            end += 1 + wire[end];
        }
        if (end != wire.length - 1 || wire[end] != 0 || wire.length > MAX_LENGTH) {
            throw new IllegalArgumentException("no name in wire format: " + Arrays.toString(wire));
        }
        return new DomainName(wire.clone());
    }

    private static void close(final byte[] bytes, final int labelStart, final int end, final String text) {
        final int length = end - labelStart - 1;
        if (length == 0 || length > MAX_LABEL) {
            throw failure(text, "a label has 1 to " + MAX_LABEL + " bytes, and one of it has " + length);
        }
        bytes[labelStart] = (byte) length;
    }

    private static void requireRoom(final int end, final String text) {
        if (end >= MAX_LENGTH) {
            throw failure(text, "it has more than " + MAX_LENGTH + " bytes");
        }
    }

    private static byte octet(final char character, final String text) {
        if (character > '~' || character < ' ') {
            throw failure(text, "write bytes that are no ASCII letters as \\DDD");
        }
        return (byte) character;
    }

    private static int escapeLength(final String text, final int next) {
        return next < text.length() && Character.isDigit(text.charAt(next)) ? ESCAPED_DIGITS : 1;
    }

    private static byte unescaped(final String text, final int next) {
        final int length = escapeLength(text, next);
        if (next + length <= text.length()) {
            if (length == 1) {
                return octet(text.charAt(next), text);
            }
            final String digits = text.substring(next, next + length);
            if (digits.chars().allMatch(c -> c >= '0' && c <= '9') && Integer.parseInt(digits) <= MAX_BYTE) {
                return (byte) Integer.parseInt(digits);
            }
        }
        throw failure(text, "behind a backslash stands one character, or three digits up to 255");
    }

    private static IllegalArgumentException failure(final String text, final String reason) {
        return new IllegalArgumentException("'" + text + "' is no name; " + reason);
    }

    /**
     * The name as messages have it.
     *
     * @return 1 to 255 bytes, the root label included; a copy.
     */
    public byte[] wire() {
        return wire.clone();
    }

    /**
     * The name as messages have it, with letters in lower case.
     *
     * @return 1 to 255 bytes, the root label included; a copy.
     */
    public byte[] folded() {
        final byte[] folded = wire.clone();
        // Lengths of labels, 63 at most, are no letters.
        for (int i = 0; i < folded.length; i++) {
            if (folded[i] >= 'A' && folded[i] <= 'Z') {
                folded[i] |= CASE_BIT;
            }
        }
        return folded;
    }

    /**
     * How many labels it has, that of the root not counted.
     *
     * @return 0 to 127.
     */
    public int labels() {
        int labels = 0;
        for (int i = 0; wire[i] != 0; i += 1 + wire[i]) {
            labels++;
        }
        return labels;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof final DomainName name && Arrays.equals(folded(), name.folded());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(folded());
    }

    /** Presentation format with the final dot. */
    @Override
    public String toString() {
        if (wire.length == 1) {
            return ".";
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; wire[i] != 0; i += 1 + wire[i]) {
            for (int k = i + 1; k <= i + wire[i]; k++) {
                final int octet = wire[k] & MAX_BYTE;
                if (octet <= ' ' || octet > '~') {
                    text.append(String.format("\\%03d", octet));
                } else {
                    text.append(octet == '.' || octet == '\\' ? "\\" : "").append((char) octet);
                }
            }
            text.append('.');
        }
        return text.toString();
    }
}
