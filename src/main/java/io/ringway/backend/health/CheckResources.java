package io.ringway.backend.health;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;

/** What all checks share. Belongs to the health thread, but for {@link Selector#wakeup}. */
final class CheckResources implements AutoCloseable {
    private static final int MAX_MESSAGE_LENGTH = 65_535;
    private static final int IDS = 1 << Short.SIZE;

    private final NanoClock clock;
    private final boolean verbose;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_MESSAGE_LENGTH);
    private final SplittableRandom moments;
    private final SecureRandom ids = new SecureRandom();

    /** Opens a selector; {@code seed} decides how checks are spread, not their IDs. */
    CheckResources(final NanoClock clock, final long seed, final boolean verbose) throws IOException {
        this.clock = clock;
        this.verbose = verbose;
        moments = new SplittableRandom(seed);
        selector = Selector.open();
    }

    NanoClock clock() {
        return clock;
    }

    boolean verbose() {
        return verbose;
    }

    Selector selector() {
        return selector;
    }

    /** What a message is received into, read before the next one comes. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** From 1 to {@code limit}, which must be positive. */
    long random(final long limit) {
        return moments.nextLong(1, limit + 1);
    }

    /** An ID that cannot be guessed (RFC 5452). */
    int freshId() {
        return ids.nextInt(IDS);
    }

    @Override
    public void close() {
        CloseHelper.quietClose(selector);
    }
}
