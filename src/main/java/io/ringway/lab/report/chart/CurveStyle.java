package io.ringway.lab.report.chart;

import io.ringway.lab.results.Contender;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a contender is drawn, in every chart alike. The colours are Okabe and Ito's, which people who see few colours can tell apart;
 * point types differ as well. Ringway has the strong colours, thick lines and filled points, the floor is grey.
 *
 * @param colour    as {@code #rrggbb}
 * @param pointType gnuplot's number
 * @param lineWidth in gnuplot's units
 */
public record CurveStyle(String colour, int pointType, double lineWidth) {
    private static final double STRONG = 4.5;
    private static final double LIGHT = 3;

    private static final CurveStyle FLOOR = new CurveStyle("#767676", 2, LIGHT);

    private static final Map<String, CurveStyle> BY_ID = Map.ofEntries(
            Map.entry("ringway-xdp-shared", new CurveStyle("#0072b2", 7, STRONG)),
            Map.entry("ringway-xdp-dedicated", new CurveStyle("#d55e00", 5, STRONG)),
            Map.entry("ringway-xdp-xdp", new CurveStyle("#0072b2", 7, STRONG)),
            Map.entry("ringway-xdp-regular", new CurveStyle("#d55e00", 5, STRONG)),
            Map.entry("ringway-xdp-refused", new CurveStyle("#0072b2", 7, STRONG)),
            Map.entry("ringway-xdp-cache", new CurveStyle("#d55e00", 5, STRONG)),
            Map.entry("ringway-xdp-rules", new CurveStyle("#d55e00", 5, STRONG)),
            Map.entry("ringway-regular", new CurveStyle("#009e73", 9, STRONG)),
            Map.entry("dnsdist-xdp", new CurveStyle("#cc79a7", 12, LIGHT)),
            Map.entry("dnsdist-xdp-xdp", new CurveStyle("#cc79a7", 12, LIGHT)),
            Map.entry("dnsdist-xdp-regular", new CurveStyle("#8c6200", 8, LIGHT)),
            Map.entry("dnsdist-xdp-cache", new CurveStyle("#cc79a7", 12, LIGHT)),
            Map.entry("dnsdist-xdp-rules", new CurveStyle("#cc79a7", 12, LIGHT)),
            Map.entry("dnsdist-regular-cache", new CurveStyle("#e69f00", 4, LIGHT)),
            Map.entry("dnsdist-regular-rules", new CurveStyle("#e69f00", 4, LIGHT)),
            Map.entry("dnsdist-regular", new CurveStyle("#e69f00", 4, LIGHT)),
            Map.entry("dnsdist-regular-batched", new CurveStyle("#8c6200", 8, LIGHT)),
            Map.entry("knotd-xdp", new CurveStyle("#56b4e9", 6, LIGHT)));

    /** For contenders that have no style of their own. */
    private static final List<CurveStyle> OTHERS = List.of(
            new CurveStyle("#882255", 10, LIGHT),
            new CurveStyle("#44aa99", 8, LIGHT),
            new CurveStyle("#999933", 14, LIGHT),
            new CurveStyle("#332288", 1, LIGHT),
            new CurveStyle("#000000", 3, LIGHT));

    /** The styles of all contenders by their ids. */
    public static Map<String, CurveStyle> of(final List<Contender> contenders) {
        final Map<String, CurveStyle> styles = new LinkedHashMap<>();
        final List<CurveStyle> free = new ArrayList<>(OTHERS);
        for (final Contender contender : contenders) {
            final CurveStyle known = contender.role() == Contender.Role.FLOOR ? FLOOR : BY_ID.get(contender.id());
            if (known != null) {
                styles.put(contender.id(), known);
            } else {
                final CurveStyle next = free.removeFirst();
                free.addLast(next);
                styles.put(contender.id(), next);
            }
        }
        return styles;
    }

    String line() {
        return String.format(Locale.ROOT, "lc rgb '%s' lw %.1f", colour, lineWidth);
    }

    String linePoints() {
        return String.format(Locale.ROOT, "%s pt %d", line(), pointType);
    }

    String band() {
        return String.format(Locale.ROOT, "lc rgb '%s' fs transparent solid 0.18 noborder", colour);
    }
}
