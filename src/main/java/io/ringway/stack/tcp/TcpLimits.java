package io.ringway.stack.tcp;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits and time-outs of all listeners of a server together.
 *
 * @param receiveTimeoutNs        nanoseconds that a client may be silent, or take for one message
 * @param sendTimeoutNs           nanoseconds that a client may leave answers unread
 * @param maxQueriesPerConnection queries of one connection, 0 for any number
 * @param maxDurationNs           nanoseconds that a connection may last, 0 for ever
 * @param maxConnectionsPerClient connections from one address at a time, 0 for any number
 * @param maxConnections          connections in all
 * @param minimumLength           bytes of the shortest message
 * @param bufferBytes             bytes that received and unsent data of all connections together may take
 * @param clock                   nanoseconds of a clock that never goes back
 */
public record TcpLimits(
        long receiveTimeoutNs,
        long sendTimeoutNs,
        int maxQueriesPerConnection,
        long maxDurationNs,
        int maxConnectionsPerClient,
        int maxConnections,
        int minimumLength,
        long bufferBytes,
        LongSupplier clock) {
    /** Room for buffers that fits beside everything else into the direct memory of a virtual machine of 128 MB. */
    public static final long DEFAULT_BUFFER_BYTES = 32L << 20;

    /**
     * Limits in the units of the dialect.
     *
     * @param receiveTimeoutS         seconds.
     * @param sendTimeoutS            seconds.
     * @param maxQueriesPerConnection 0 for any number.
     * @param maxDurationS            seconds, 0 for ever.
     * @param maxConnectionsPerClient 0 for any number.
     * @param maxConnections          in all.
     * @param minimumLength           bytes.
     * @return the limits, on the system's clock.
     */
    public static TcpLimits ofSeconds(
            final int receiveTimeoutS,
            final int sendTimeoutS,
            final int maxQueriesPerConnection,
            final int maxDurationS,
            final int maxConnectionsPerClient,
            final int maxConnections,
            final int minimumLength) {
        return new TcpLimits(
                TimeUnit.SECONDS.toNanos(receiveTimeoutS),
                TimeUnit.SECONDS.toNanos(sendTimeoutS),
                maxQueriesPerConnection,
                TimeUnit.SECONDS.toNanos(maxDurationS),
                maxConnectionsPerClient,
                maxConnections,
                minimumLength,
                DEFAULT_BUFFER_BYTES,
                System::nanoTime);
    }
}
