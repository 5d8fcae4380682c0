package io.ringway.config.backend;

/** Domain names in presentation format (RFC 1035, section 5.1): {@code \.} and {@code \DDD} stand for single bytes. */
final class DomainNameText {
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 255;
    private static final int MAX_BYTE = 255;
    private static final int ESCAPED_DIGITS = 3;

    private DomainNameText() {}

    /** The name with its final dot; the message of the IllegalArgumentException says why it is none. */
    static String absolute(final String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("'' is no name; give \"www.example.com.\", or \".\" for the root");
        }
        if (".".equals(text)) {
            return text;
        }
        int label = 0;
        int total = 1;
        boolean ended = false;
        for (int i = 0; i < text.length(); i++) {
            ended = text.charAt(i) == '.';
            if (ended) {
                total += 1 + checked(label, text);
                label = 0;
            } else {
                i += text.charAt(i) == '\\' ? escape(text, i) : 0;
                label++;
            }
        }
        if (!ended) {
            total += 1 + checked(label, text);
        }
        if (total > MAX_NAME) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no name; " + total + " bytes are more than " + MAX_NAME);
        }
        return ended ? text : text + ".";
    }

    private static int checked(final int label, final String text) {
        if (label == 0 || label > MAX_LABEL) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no name; a label has 1 to " + MAX_LABEL + " bytes, and one of it has " + label);
        }
        return label;
    }

    /** How many characters an escape has behind its backslash. */
    private static int escape(final String text, final int backslash) {
        final int next = backslash + 1;
        if (next < text.length() && !Character.isDigit(text.charAt(next))) {
            return 1;
        }
        final int end = next + ESCAPED_DIGITS;
        if (end <= text.length()
                && text.substring(next, end).chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(text.substring(next, end)) <= MAX_BYTE) {
            return ESCAPED_DIGITS;
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no name; behind a backslash stands one character, or three digits up to 255");
    }
}
