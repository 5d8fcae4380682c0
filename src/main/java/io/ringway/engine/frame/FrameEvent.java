package io.ringway.engine.frame;

/**
 * The preallocated event of the rings between router and worker: where a packet is, never the packet.
 *
 * <p>Towards a worker it names a received packet; on the way back an answer, or with length 0 a frame that is free again.
 */
public final class FrameEvent {
    /** First byte of the packet: a native address within the UMEM. */
    public long address;

    /** Bytes of the packet, 0 for none. */
    public int length;

    FrameEvent() {}
}
