package io.ringway.lab.soak;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes lines for people of the client's {@code progress SENT ANSWERED}: how many, how fast, how long yet. Used by the thread that reads the client.
 */
final class SoakProgress {
    private static final Pattern PROGRESS = Pattern.compile("progress (\\d+) (\\d+)");
    private static final Pattern COUNT = Pattern.compile("[a-z-]+ \\d+");

    private final long queries;
    private final Consumer<String> listener;
    private long lastNs;
    private long lastSent;

    SoakProgress(final long queries, final Consumer<String> listener) {
        this.queries = queries;
        this.listener = listener;
    }

    /**
     * Takes a line of the client; what is neither progress nor a count goes on as it is.
     *
     * @param line the line.
     */
    void line(final String line) {
        final Matcher matcher = PROGRESS.matcher(line);
        if (matcher.matches()) {
            progress(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), System.nanoTime());
        } else if (!COUNT.matcher(line).matches()) {
            listener.accept(line);
        }
    }

    private void progress(final long sent, final long answered, final long nowNs) {
        final boolean begins = lastNs == 0;
        final double rate = (sent - lastSent) * 1e9 / Math.max(1, nowNs - lastNs);
        lastNs = nowNs;
        lastSent = sent;
        if (begins) {
            return;
        }
        listener.accept(String.format(
                Locale.ROOT,
                "%5.1f %%   %,13d sent   %,13d answered   %,9.0f queries/s   %s left",
                100.0 * sent / queries,
                sent,
                answered,
                rate,
                rate < 1 ? "?" : String.format(Locale.ROOT, "%,.0f s", (queries - sent) / rate)));
    }
}
