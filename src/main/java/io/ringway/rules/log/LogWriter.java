package io.ringway.rules.log;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/**
 * A worker's end of its ring to the logging thread, which gives the ring up when nobody has this end any more. Belongs to the worker's thread.
 */
public final class LogWriter {
    private final LogRing ring;

    LogWriter(final LogRing ring) {
        this.ring = ring;
    }

    /**
     * Logs a query, unless the ring is full.
     *
     * @param datagram the packet.
     * @param query    its query.
     * @param nowNs    when, as {@link System#nanoTime()}.
     */
    public void log(final Datagram datagram, final DnsQuery query, final long nowNs) {
        ring.put(datagram, query, nowNs);
    }
}
