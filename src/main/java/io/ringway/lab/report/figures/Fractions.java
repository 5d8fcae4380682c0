package io.ringway.lab.report.figures;

/** Shares of a peak in words. */
public final class Fractions {
    private Fractions() {}

    /** {@code a quarter of its}, to be followed by a noun. */
    public static String name(final double fraction) {
        if (fraction == 0.25) {
            return "a quarter of its";
        }
        if (fraction == 0.5) {
            return "half its";
        }
        return fraction == 0.75 ? "three quarters of its" : Numbers.percent(fraction) + " of its";
    }
}
