package io.ringway.backend.health;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Domain names from how people write them (RFC 1035, section 5.1) to how they go over the wire (section 3.1). */
final class QueryName {
    private static final int MAX_LABEL_LENGTH = 63;
    private static final int MAX_NAME_LENGTH = 255;
    private static final int DECIMAL_DIGITS = 3;
    private static final int MAX_BYTE = 255;

    private QueryName() {}

    /**
     * Encodes a name.
     *
     * @param text labels with dots between them, {@code \.}, {@code \\} and {@code \065} for bytes that would mean something else; the
     *             final dot may be left out.
     * @return lengths and labels, the root's among them.
     * @throws IllegalArgumentException when it is no name, with what is wrong.
     */
    static byte[] encode(final String text) {
        final ByteArrayOutputStream name = new ByteArrayOutputStream(MAX_NAME_LENGTH);
        final ByteArrayOutputStream label = new ByteArrayOutputStream(MAX_LABEL_LENGTH);
        final byte[] bytes = (text.equals(".") ? "" : text).getBytes(StandardCharsets.UTF_8);
        int i = 0;
        while (i < bytes.length) {
            if (bytes[i] == '.') {
                end(label, name, text);
                i++;
            } else if (bytes[i] == '\\') {
                i += escape(bytes, i, label, text);
            } else {
                label.write(bytes[i]);
                i++;
            }
        }
        if (label.size() > 0) {
            end(label, name, text);
        }
        name.write(0);
        if (name.size() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "the name '%s' takes %d bytes, more than 255".formatted(text, name.size()));
        }
        return name.toByteArray();
    }

    private static void end(final ByteArrayOutputStream label, final ByteArrayOutputStream name, final String text) {
        if (label.size() == 0) {
            throw new IllegalArgumentException("the name '%s' has an empty label".formatted(text));
        }
        if (label.size() > MAX_LABEL_LENGTH) {
            throw new IllegalArgumentException(
                    "the name '%s' has a label of %d bytes, more than 63".formatted(text, label.size()));
        }
        name.write(label.size());
        name.writeBytes(label.toByteArray());
        label.reset();
    }

    /** Writes the byte that an escape stands for and returns the length of the escape. */
    private static int escape(final byte[] bytes, final int at, final ByteArrayOutputStream label, final String text) {
        int value = 0;
        int digits = 0;
        while (digits < DECIMAL_DIGITS
                && at + 1 + digits < bytes.length
                && Character.isDigit((char) bytes[at + 1 + digits])) {
            value = value * 10 + bytes[at + 1 + digits] - '0';
            digits++;
        }
        if (digits == DECIMAL_DIGITS && value <= MAX_BYTE) {
            label.write(value);
            return 1 + DECIMAL_DIGITS;
        }
        if (digits == 0 && at + 1 < bytes.length) {
            label.write(bytes[at + 1]);
            return 2;
        }
        throw new IllegalArgumentException("the name '%s' has an escape that is neither \\DDD nor \\X".formatted(text));
    }
}
