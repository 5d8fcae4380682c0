package io.ringway.lab.report.chart;

/** What gnuplot writes as SVG, made fit for a file of its own and for a page with several. */
public final class Svg {
    private static final String WRITTEN_TITLE = "<title>Gnuplot</title>";

    /** In units of half a point's width. */
    private static final String POINT_STROKE = "0.3";

    private Svg() {}

    /**
     * Gives it a title that says what it shows. Mends what gnuplot 5.4 does worse here than in a PNG: a bold font's name taken for that of
     * a family, and open points drawn as thin as a hair.
     */
    public static String titled(final String svg, final String caption) {
        return svg.replace(WRITTEN_TITLE, "<title>" + Markup.escaped(caption) + "</title>")
                .replace("font-family=\"sans-serif:Bold\"", "font-family=\"sans-serif\" font-weight=\"bold\"")
                .replaceAll("(?<=id='gpPt[0-9]{1,2}' stroke-width=')[0-9.]+", POINT_STROKE);
    }

    /** The element alone, its identities prefixed so that they are not another picture's. */
    public static String inline(final String svg, final String prefix) {
        return svg.substring(svg.indexOf("<svg"))
                .replaceFirst("<svg", "<svg role=\"img\"")
                .replaceAll("\\bid=(['\"])", "id=$1" + prefix + "-")
                .replaceAll("href=(['\"])#", "href=$1#" + prefix + "-")
                .replaceAll("url\\((['\"]?)#", "url($1#" + prefix + "-");
    }
}
