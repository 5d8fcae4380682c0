package io.ringway.config.cache;

import java.io.ByteArrayOutputStream;

/** Domain names from presentation format (RFC 1035, section 5.1) to wire format (section 3.1). */
final class WireName {
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 255;
    private static final int MAX_BYTE = 255;
    private static final int ESCAPED_DIGITS = 3;

    private WireName() {}

    /** The bytes of a name, with or without its final dot; the message of the IllegalArgumentException says why it is none. */
    static byte[] of(final String text) {
        final ByteArrayOutputStream name = new ByteArrayOutputStream();
        final ByteArrayOutputStream label = new ByteArrayOutputStream();
        for (int i = 0; i < text.length() && !".".equals(text); i++) {
            final char character = text.charAt(i);
            if (character == '.') {
                end(label, name, text);
            } else if (character == '\\' && isNumber(text, i + 1)) {
                label.write(Integer.parseInt(text.substring(i + 1, i + 1 + ESCAPED_DIGITS)));
                i += ESCAPED_DIGITS;
            } else {
                i += character == '\\' && i + 1 < text.length() ? 1 : 0;
                label.write(text.charAt(i));
            }
        }
        if (label.size() > 0) {
            end(label, name, text);
        }
        name.write(0);
        if (text.isEmpty() || name.size() > MAX_NAME) {
            throw new IllegalArgumentException("'" + text + "' is no name; give \"www.example.com.\"");
        }
        return name.toByteArray();
    }

    private static boolean isNumber(final String text, final int start) {
        final int end = start + ESCAPED_DIGITS;
        return end <= text.length()
                && text.substring(start, end).chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(text.substring(start, end)) <= MAX_BYTE;
    }

    private static void end(final ByteArrayOutputStream label, final ByteArrayOutputStream name, final String text) {
        if (label.size() == 0 || label.size() > MAX_LABEL) {
            throw new IllegalArgumentException("'" + text + "' is no name; a label has 1 to " + MAX_LABEL
                    + " bytes, and one of it has " + label.size());
        }
        name.write(label.size());
        name.writeBytes(label.toByteArray());
        label.reset();
    }
}
