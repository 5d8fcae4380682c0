package io.ringway.xdp;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/**
 * Where a native call leaves its {@code errno}: for set-up and tear-down only, since a capture may allocate.
 *
 * <p>Belongs to the thread that makes the calls.
 */
public final class ErrnoCapture {
    private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MemorySegment segment = Arena.ofAuto().allocate(LAYOUT);

    /** Makes one; its memory lives as long as it is reachable. */
    public ErrnoCapture() {}

    /**
     * Where the call writes.
     *
     * @return the first argument of a handle of {@link NativeLibrary#function}.
     */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * Throws when a call has failed.
     *
     * @param what   it was for, as the message begins.
     * @param result its; negative for a failure.
     * @throws NativeException with what the call left.
     */
    public void check(final String what, final int result) {
        if (result < 0) {
            throw new NativeException(what, errno());
        }
    }

    /**
     * What the last call left.
     *
     * @return a number of {@code errno.h}.
     */
    public int errno() {
        return (int) ERRNO.get(segment, 0L);
    }
}
