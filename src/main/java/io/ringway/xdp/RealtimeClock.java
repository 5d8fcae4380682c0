package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringway.wire.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code CLOCK_REALTIME}, the clock in which the kernel stamps received packets: read, and slept by. Allocates nothing once made.
 *
 * <p>One thread.
 */
public final class RealtimeClock {
    private static final int CLOCK_REALTIME = 0;
    private static final int CLOCK_MONOTONIC = 1;
    private static final int TIMER_ABSTIME = 1;
    private static final long NS_PER_S = 1_000_000_000L;
    private static final int TIMESPEC_BYTES = 16;
    private static final int COMPARISONS = 32;

    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle CLOCK_GETTIME =
            LIBC.plainFunction("clock_gettime", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle CLOCK_NANOSLEEP =
            LIBC.plainFunction("clock_nanosleep", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

    private final MemorySegment timespecs = Arena.ofAuto().allocate(2L * TIMESPEC_BYTES, Long.BYTES);
    private final long time = timespecs.address();
    private final long wakeUp = time + TIMESPEC_BYTES;

    /** Makes one for the thread that will use it. */
    public RealtimeClock() {}

    /**
     * Reads the clock.
     *
     * @return nanoseconds since 1970.
     */
    public long nowNs() {
        return read(CLOCK_REALTIME);
    }

    private long read(final int clock) {
        try {
            final int ignored = (int) CLOCK_GETTIME.invokeExact(clock, time);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
        return Memory.longAt(time) * NS_PER_S + Memory.longAt(time + Long.BYTES);
    }

    /**
     * Sleeps; returns at once when the moment has passed, and early when a signal comes.
     *
     * @param momentNs nanoseconds since 1970.
     */
    public void sleepUntil(final long momentNs) {
        Memory.putLong(wakeUp, momentNs / NS_PER_S);
        Memory.putLong(wakeUp + Long.BYTES, momentNs % NS_PER_S);
        try {
            final int ignored = (int) CLOCK_NANOSLEEP.invokeExact(CLOCK_REALTIME, TIMER_ABSTIME, wakeUp, 0L);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * How far this clock is ahead of {@code CLOCK_MONOTONIC}. Both run at the same speed, corrections of the speed included, so that a change means
     * that somebody set the clock.
     *
     * @return nanoseconds, exact to the time of one reading.
     */
    public long aheadOfMonotonicNs() {
        long ahead = 0;
        long narrowest = Long.MAX_VALUE;
        for (int i = 0; i < COMPARISONS; i++) {
            final long before = read(CLOCK_MONOTONIC);
            final long realtime = read(CLOCK_REALTIME);
            final long after = read(CLOCK_MONOTONIC);
            if (after - before < narrowest) {
                narrowest = after - before;
                ahead = realtime - before - (after - before) / 2;
            }
        }
        return ahead;
    }
}
