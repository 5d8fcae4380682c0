package io.ringway.topology.placement;

/**
 * A thread and where it runs.
 *
 * @param role   {@code all stages}, {@code router} or {@code worker ADDRESS}
 * @param cpu    the processor it is pinned to, or {@link #ANY_CPU}
 * @param reason why there, in words
 */
public record PlannedThread(String role, int cpu, String reason) {
    /** Stands for a thread that the kernel may place where it likes. */
    public static final int ANY_CPU = -1;

    /**
     * Whether it is pinned.
     *
     * @return false for one that the kernel places.
     */
    public boolean isPinned() {
        return cpu != ANY_CPU;
    }
}
