package io.ringway.engine;

/**
 * The preallocated event of the rings between router and worker: where a packet is, never the packet.
 *
 * <p>Towards a worker it names a received packet; on the way back an answer, or with length 0 a frame that is free again.
 */
final class FrameEvent {
    /** First byte of the packet: a native address within the UMEM. */
    long address;

    /** Bytes of the packet, 0 for none. */
    int length;

    FrameEvent() {}
}
