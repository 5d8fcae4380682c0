package io.ringway.settings;

/** How the stages of one queue are placed on threads; dialect key {@code threading}. */
public enum Threading {
    /** Dedicated where the machine has a core for every stage, else shared. */
    AUTO,
    /** Router and workers of a queue run to completion on one thread. */
    SHARED,
    /** Router and each worker on a thread of their own. */
    DEDICATED
}
