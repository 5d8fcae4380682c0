package io.ringway.lab.report;

/** Escaping of text. */
final class Markup {
    private Markup() {}

    /** For HTML and XML, in elements and in attributes. */
    static String escaped(final String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
