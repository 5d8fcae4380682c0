package io.ringway.lab.report.figures;

import io.ringway.lab.Spread;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Numbers as people read them: four significant digits of a rate, three of everything else. */
public final class Numbers {
    /** In place of what was not measured. */
    public static final String NONE = "–";

    private static final double KILO = 1e3;
    private static final double MEGA = 1e6;

    private Numbers() {}

    /** {@code 512,300}. */
    public static String rate(final double perSecond) {
        return String.format(Locale.ROOT, "%,.0f", rounded(perSecond, 4));
    }

    /** {@code 2.95}, {@code 12.3}, {@code 1,230}. */
    public static String measure(final double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? NONE : "∞";
        }
        final double shown = rounded(value, 3);
        final int decimals = shown >= 100 ? 0 : shown >= 10 ? 1 : shown >= 0.1 || shown == 0 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", shown);
    }

    /** {@code 1,234}. */
    public static String count(final long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** {@code 0.026 %} of a share of 0.00026. */
    public static String percent(final double share) {
        return share == 0 ? "0 %" : measure(100 * share) + " %";
    }

    /** {@code 612 k}, {@code 1.5 M}. */
    public static String si(final double value) {
        final double shown = rounded(value, 3);
        if (shown >= MEGA) {
            return plain(shown / MEGA) + " M";
        }
        return shown >= KILO ? plain(shown / KILO) + " k" : plain(shown);
    }

    /** The median, and the range when there are several: {@code 1.84 (1.79 to 1.91)}. */
    public static String spread(final List<Double> values, final DoubleFunction<String> format) {
        if (values.isEmpty()) {
            return NONE;
        }
        final Spread spread = Spread.of(values);
        final String median = format.apply(spread.median());
        return values.size() == 1
                ? median
                : median + " (" + format.apply(spread.minimum()) + " to " + format.apply(spread.maximum()) + ")";
    }

    /** The median alone. */
    public static String median(final List<Double> values, final DoubleFunction<String> format) {
        return values.isEmpty() ? NONE : format.apply(Spread.of(values).median());
    }

    private static String plain(final double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3g", value).replaceFirst("0+$", "");
    }

    private static double rounded(final double value, final int digits) {
        if (value == 0) {
            return 0;
        }
        final double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - digits + 1);
        return unit >= 1 ? Math.rint(value / unit) * unit : value;
    }
}
