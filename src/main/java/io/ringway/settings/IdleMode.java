package io.ringway.settings;

/** What a thread does when a duty cycle found no work; dialect key {@code idle}. */
public enum IdleMode {
    /** Sleeps in {@code poll(2)} until the kernel or a peer thread wakes it. */
    INTERRUPT,
    /** Spins, yields, then parks for up to a millisecond. */
    BACKOFF,
    /** Never leaves the processor. */
    SPIN
}
