package io.ringway.engine;

import org.agrona.concurrent.Agent;

/** An agent that can say, right before its thread sleeps, whether it should rather stay awake. Called by that thread alone. */
interface Stage extends Agent {
    /** Whether a ring that this stage reads holds something. */
    boolean hasWork();

    /** Whether the kernel left packets on a TX ring, so that the thread may sleep for a moment only. */
    boolean transmitLags();

    /** How long its thread may sleep at most, milliseconds, so that it notices that it is to end. */
    int LONGEST_SLEEP_MS = 100;

    /** How long its thread may sleep now, milliseconds: no longer than until something is due that nobody announces. */
    default int longestSleepMs() {
        return LONGEST_SLEEP_MS;
    }
}
