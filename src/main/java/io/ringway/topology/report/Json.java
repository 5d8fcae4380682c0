package io.ringway.topology.report;

import java.util.Locale;

/** Text as a string of JSON, RFC 8259 section 7. */
public final class Json {
    private Json() {}

    /**
     * Quotes a text.
     *
     * @param text any.
     * @return a string literal.
     */
    public static String text(final String text) {
        final StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
