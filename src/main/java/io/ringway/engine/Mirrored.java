package io.ringway.engine;

/** Something whose counters are partly known to others than its own threads. */
public interface Mirrored {
    /** Copies into the counters what only the kernel and the JVM know. Control thread, a few times a second. */
    void mirror();
}
