package io.ringway.lab.report.chart;

/** Escaping of text. */
public final class Markup {
    private Markup() {}

    /** For HTML and XML, in elements and in attributes. */
    public static String escaped(final String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
