package io.ringway.settings;

/**
 * How UDP sockets of the kernel's own stack are used.
 *
 * @param vectorSize         messages of one system call at most, 1 to 64 ({@code setUDPMultipleMessagesVectorSize})
 * @param receiveBufferBytes {@code SO_RCVBUF} ({@code setUDPSocketBufferSizes}), 0 for the most that the system allows
 * @param sendBufferBytes    {@code SO_SNDBUF}, 0 for the most that the system allows
 */
public record UdpSettings(int vectorSize, int receiveBufferBytes, int sendBufferBytes) {
    /** The largest vector, and the default: a call takes what is there, so that a large one costs nothing at low rates. */
    public static final int MAX_VECTOR_SIZE = 64;

    /** The defaults. */
    public static final UdpSettings DEFAULT = new UdpSettings(MAX_VECTOR_SIZE, 0, 0);
}
