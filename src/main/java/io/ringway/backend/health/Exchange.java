package io.ringway.backend.health;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.Optional;
import org.agrona.CloseHelper;

/** A check on its way: a socket of its own, from the query to the answer. Belongs to the health thread. */
abstract sealed class Exchange implements AutoCloseable permits UdpExchange, TcpExchange {
    private final SelectableChannel channel;

    Exchange(final SelectableChannel channel) {
        this.channel = channel;
    }

    /**
     * Does what the socket is ready for.
     *
     * @return how the check ended, empty while it has not.
     */
    final Optional<Outcome> proceed() {
        try {
            return tryProceed();
        } catch (final IOException e) {
            return Optional.of(Outcome.failure(e));
        }
    }

    abstract Optional<Outcome> tryProceed() throws IOException;

    /** What has happened so far, for people, to be added to a time-out; may be empty. */
    abstract String progress();

    /** Closes the socket; its descriptor is free after the selector's next turn. */
    @Override
    public final void close() {
        CloseHelper.quietClose(channel);
    }
}
