package io.ringway.lab.injector;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.Kxdpgun;
import io.ringway.settings.SetupException;
import java.util.concurrent.TimeUnit;

/** A running kxdpgun. One thread; any thread may close it. */
public final class Load implements AutoCloseable {
    private static final int START_AND_END_MS = 15_000;

    private final ChildProcess process;
    private final int seconds;
    private final long startNs = System.nanoTime();

    /**
     * Begins to send.
     *
     * @param injector from where.
     * @param rate     queries a second.
     * @param seconds  how long.
     */
    public Load(final Injector injector, final long rate, final int seconds) {
        this.seconds = seconds;
        process = new ChildProcess("kxdpgun", injector.load(Long.toString(rate), seconds), line -> {});
    }

    /**
     * Waits for its end.
     *
     * @return what it counted.
     * @throws SetupException when it failed or ended early: a signal for the whole group makes it report what it did until then.
     */
    public Kxdpgun.Report awaitReport() {
        process.awaitEnd(TimeUnit.SECONDS.toMillis(seconds) + START_AND_END_MS);
        final Kxdpgun.Report report = Kxdpgun.Report.parse(process.output(), seconds);
        if (System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(seconds)) {
            throw new SetupException("kxdpgun ended before its time");
        }
        return report;
    }

    @Override
    public void close() {
        process.close();
    }
}
