package io.ringway.lab.report.chart;

import io.ringway.settings.SetupException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws scripts with gnuplot, which reads them from its standard input and writes the picture to its standard output. */
public final class Gnuplot {
    /** Width of every chart in pixels. */
    public static final int WIDTH = 1600;

    /** Height of every chart in pixels. */
    public static final int HEIGHT = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(Gnuplot.class);
    private static final String TERMINAL = "set terminal %s size " + WIDTH + "," + HEIGHT
            + " noenhanced font 'sans-serif,21' fontscale %s linewidth %s background '#ffffff'%s\n"
            + "set pointsize %s\n";

    private Gnuplot() {}

    /** Draws a script as PNG. */
    public static byte[] png(final String script) {
        return draw(TERMINAL.formatted("pngcairo", "1", "1", " rounded", "2") + script);
    }

    /** In this terminal letters count in pixels instead of points, and points are twice as large; what is drawn is the same. */
    public static String svg(final String script) {
        return new String(
                draw(TERMINAL.formatted("svg", "1.333", "1.3", " rounded dynamic", "1") + script),
                StandardCharsets.UTF_8);
    }

    private static byte[] draw(final String script) {
        try {
            final ProcessBuilder builder = new ProcessBuilder("gnuplot", "-d");
            builder.environment().put("LC_ALL", "C.UTF-8");
            final Process process = builder.start();
            final CompletableFuture<Void> written = CompletableFuture.runAsync(() -> feed(process, script));
            final CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> errors(process));
            final byte[] picture = process.getInputStream().readAllBytes();
            final int status = process.waitFor();
            final String errors = said.join().strip();
            if (status != 0) {
                throw new SetupException("gnuplot failed with status " + status + ": " + errors.replace('\n', ' '));
            }
            written.join();
            if (!errors.isEmpty()) {
                LOG.debug("gnuplot: {}", errors);
            }
            return picture;
        } catch (final IOException e) {
            throw new SetupException(
                    "gnuplot cannot be started (" + e.getMessage() + "); install it: apt-get install gnuplot-nox", e);
        } catch (final CompletionException e) {
            throw new SetupException("gnuplot did not read its script: " + e.getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted", e);
        }
    }

    private static void feed(final Process process, final String script) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(script.getBytes(StandardCharsets.UTF_8));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String errors(final Process process) {
        try {
            return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
