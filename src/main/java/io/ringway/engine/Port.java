package io.ringway.engine;

/**
 * Where packets come in and answers leave: the stage in front of workers. It owns the frames.
 *
 * <p>One duty cycle is {@link #receive()} and then {@link #transmit()}; {@code shared} placement runs the workers between the two.
 */
interface Port extends Stage {
    /** For messages: interface and queue, or the socket's address. */
    String name();

    /** Takes a batch and hands each packet to its worker; returns how many. */
    int receive();

    /** Sends what the workers answered and takes frames back; returns how many moved. */
    int transmit();
}
