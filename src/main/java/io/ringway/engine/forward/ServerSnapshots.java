package io.ringway.engine.forward;

/** What a worker is to know of the servers, and what it knows. The control thread publishes, the worker's thread takes over. */
final class ServerSnapshots {
    private volatile ServerTable latest;
    private volatile ServerTable followed;

    /** {@code first} is followed from the start. */
    ServerSnapshots(final ServerTable first) {
        latest = first;
        followed = first;
    }

    /** Has the worker choose among other servers from its next duty cycle on. Control thread. */
    void publish(final ServerTable fresh) {
        latest = fresh;
    }

    /** The snapshot that the worker was given last. */
    ServerTable latest() {
        return latest;
    }

    /** Notes which snapshot is used, and none before it any more. The worker's thread. */
    void followed(final ServerTable table) {
        followed = table;
    }

    /** Whether the worker uses the snapshot that it was given last, and no other one any more. Control thread. */
    boolean isFollowed() {
        return followed == latest;
    }
}
