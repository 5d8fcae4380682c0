package io.ringway.lab.report.chart;

import io.ringway.lab.report.figures.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A gnuplot script under construction: what all charts share. */
final class Script {
    private static final String PREAMBLE = """
            set encoding utf8
            set border 3 lw 1.5 lc rgb '#555555'
            set tics nomirror out textcolor rgb '#222222'
            set grid lc rgb '#dcdcdc' lw 1 lt 1
            set grid noxtics
            set style data lines
            """;

    private static final int LONGEST_NAME = 27;

    private final StringBuilder text = new StringBuilder(PREAMBLE);

    /** Adds a line; numbers are written with a point whatever the locale. */
    // The checker's annotation for this is in a library that the project does not have.
    @SuppressWarnings("AnnotateFormatMethod")
    Script line(final String format, final Object... arguments) {
        text.append(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments))
                .append('\n');
        return this;
    }

    /** Adds the title of the whole picture and, below it, on what was measured. */
    Script titles(final String title, final String setting) {
        return line("set label 100 %s at screen 0.02,0.955 left font 'sans-serif:Bold,26'", quoted(title))
                .line("set label 101 %s at screen 0.02,0.905 left font ',19' textcolor rgb '#444444'", quoted(setting));
    }

    /** Takes the titles away before the second panel of a picture, which would print them once more. */
    Script withoutTitles() {
        return line("unset label 100").line("unset label 101");
    }

    /** Adds a block of data, which {@code plot} calls {@code $name}. NaN is what gnuplot leaves out. */
    Script data(final String name, final List<double[]> rows) {
        text.append('$').append(name).append(" << EOD\n");
        for (final double[] row : rows) {
            for (final double value : row) {
                text.append(Double.isFinite(value) ? Double.toString(value) : "NaN")
                        .append(' ');
            }
            text.append('\n');
        }
        text.append("EOD\n");
        return this;
    }

    /** Adds one {@code plot} of several parts. */
    Script plot(final List<String> parts) {
        text.append("plot \\\n  ").append(String.join(", \\\n  ", parts)).append('\n');
        return this;
    }

    /** Ticks at round numbers from 0 to a maximum, {@code 200 k}. */
    static String siTicks(final double maximum, final int most) {
        final double step = roundStep(maximum / most);
        final List<String> ticks = new ArrayList<>();
        for (int i = 0; i * step <= maximum; i++) {
            ticks.add(quoted(Numbers.si(i * step)) + String.format(Locale.ROOT, " %.3f", i * step));
        }
        return "(" + String.join(", ", ticks) + ")";
    }

    /** Ticks at 1, 2 and 5 times the powers of ten that lie within a range. */
    static String logTicks(final LogRange range, final boolean labelled) {
        final double from = range.from;
        final double to = range.to;
        final boolean wide = to / from > 2e3;
        final List<String> ticks = new ArrayList<>();
        for (double decade = Math.pow(10, Math.floor(Math.log10(from))); decade <= to; decade *= 10) {
            for (final int factor : wide ? new int[] {1} : new int[] {1, 2, 5}) {
                final double tick = factor * decade;
                if (tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9)) {
                    ticks.add(quoted(labelled ? logLabel(tick) : "") + String.format(Locale.ROOT, " %.6f", tick));
                }
            }
        }
        return "(" + String.join(", ", ticks) + ")";
    }

    private static String logLabel(final double tick) {
        return tick >= 1 ? String.format(Locale.ROOT, "%,.0f", tick) : Double.toString(Math.rint(tick * 1e6) / 1e6);
    }

    /**
     * The range of a logarithmic axis: some room about the values, and wide enough for two ticks.
     *
     * @param from its lower end
     * @param to   its upper end
     */
    record LogRange(double from, double to) {
        private static final double ROOM = 1.3;
        private static final double LEAST_HALF = 2.4;

        static LogRange around(final double least, final double most) {
            final double middle = Math.sqrt(least * most);
            return new LogRange(
                    Math.min(least / ROOM, middle / LEAST_HALF), Math.max(most * ROOM, middle * LEAST_HALF));
        }
    }

    /** The least of 1, 2, 5 times a power of ten that is no smaller. */
    static double roundStep(final double least) {
        if (!(least > 0)) {
            return 1;
        }
        final double decade = Math.pow(10, Math.floor(Math.log10(least)));
        for (final double factor : new double[] {1, 2, 5}) {
            if (factor * decade >= least * (1 - 1e-9)) {
                return factor * decade;
            }
        }
        return 10 * decade;
    }

    /** Text as gnuplot reads it: it would run what stands between backquotes. */
    static String quoted(final String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace('`', '\'')
                        .replace("\n", "\\n")
                + '"';
    }

    /** A name that a legend of three columns has room for. */
    static String legend(final String name) {
        return quoted(name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…");
    }

    /** Text broken at spaces into lines of about a width. */
    static List<String> wrapped(final String text, final int width) {
        final List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (final String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder();
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
