package io.ringway.engine.frame;

/**
 * The preallocated event of the rings between router and worker: where a packet is, never the packet.
 *
 * <p>Towards a worker it names a received packet; on the way back an answer, or with length 0 a frame that is free again.
 */
public final class FrameEvent {
    /** An answer of our own to a client. */
    public static final int ANSWER = 0;

    /** A client's query, to a backend. */
    public static final int FORWARD = 1;

    /** A backend's response, to a client. */
    public static final int RELAY = 2;

    /** First byte of the packet: a native address within the UMEM. */
    public long address;

    /** Bytes of the packet, 0 for none. */
    public int length;

    /** What becomes of a packet on its way back: {@link #ANSWER}, {@link #FORWARD} or {@link #RELAY}. */
    public int kind;

    FrameEvent() {}
}
