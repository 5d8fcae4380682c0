package io.ringway.privilege;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringway.settings.Capability;
import io.ringway.xdp.ErrnoCapture;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The capabilities of the calling thread, {@code capset(2)}; threads that it starts afterwards have the same.
 *
 * <p>{@code struct __user_cap_data_struct} of version 3 comes twice, first for capabilities 0 to 31, then for 32 to 63:
 *
 * <pre>
 *   0               4               8              12
 *  +---------------+---------------+---------------+
 *  |   effective   |   permitted   |  inheritable  |   0 to 31
 *  +---------------+---------------+---------------+
 *  |   effective   |   permitted   |  inheritable  |   32 to 63
 *  +---------------+---------------+---------------+
 * </pre>
 */
public final class ThreadCapabilities {
    private static final int VERSION_3 = 0x20080522;
    private static final int HEADER_BYTES = 8;
    private static final int DATA_BYTES = 24;
    private static final int HALF_BYTES = 12;
    private static final int PR_SET_KEEPCAPS = 8;

    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle CAPSET = LIBC.function("capset", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PRCTL =
            LIBC.function("prctl", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private ThreadCapabilities() {}

    /**
     * Gives up every capability, for good; also those that a program would inherit. A thread that may change its user keeps them until
     * {@link Privileges} changes the user of all: the C library ends the process when only some can.
     *
     * @throws NativeException when the kernel refuses.
     */
    public static void dropUnlessRoot() {
        if (!ThreadStatus.current().capabilities().contains(Capability.CAP_SETUID)) {
            set(CapabilitySet.NONE);
        }
    }

    /** Keeps only these, permitted and effective, and lets no program inherit them; ambient ones fall with that. */
    static void set(final CapabilitySet capabilities) {
        final ErrnoCapture capture = new ErrnoCapture();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment header = arena.allocate(HEADER_BYTES, Integer.BYTES);
            header.set(JAVA_INT, 0, VERSION_3);
            final MemorySegment data = arena.allocate(DATA_BYTES, Integer.BYTES);
            for (int half = 0; half < 2; half++) {
                final int bits = (int) (capabilities.bits() >>> (half * Integer.SIZE));
                data.set(JAVA_INT, (long) half * HALF_BYTES, bits);
                data.set(JAVA_INT, (long) half * HALF_BYTES + Integer.BYTES, bits);
            }
            final int result = (int) CAPSET.invokeExact(capture.segment(), header.address(), data.address());
            capture.check("keeping " + capabilities + " on this thread", result);
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Whether the calling thread's permitted capabilities outlast its leaving root, {@code PR_SET_KEEPCAPS}. */
    static void keepWhenLeavingRoot(final boolean keep) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int result = (int) PRCTL.invokeExact(capture.segment(), PR_SET_KEEPCAPS, keep ? 1L : 0L, 0L, 0L, 0L);
            capture.check("PR_SET_KEEPCAPS", result);
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }
}
