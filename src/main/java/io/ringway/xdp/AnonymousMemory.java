package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/**
 * Memory outside the heap for large tables: zeroed, present from the start, and in transparent huge pages where the system gives them, since random
 * accesses to hundreds of megabytes in small pages miss the TLB each time ({@code mmap(2)}, {@code madvise(2)}, {@code sys/mman.h}).
 *
 * <p>Made and closed by the control thread; used by any.
 */
public final class AnonymousMemory implements AutoCloseable {
    private static final long HUGE_PAGE_BYTES = 1 << 21;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int MADV_HUGEPAGE = 14;

    /** Since Linux 5.14. */
    private static final int MADV_POPULATE_WRITE = 23;

    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle MMAP =
            LIBC.function("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MADVISE = LIBC.function("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

    private final long mapped;
    private final long length;
    private final long address;
    private boolean closed;

    /**
     * Maps memory.
     *
     * @param bytes how much.
     * @throws NativeException when the system has not so much.
     */
    public AnonymousMemory(final long bytes) {
        length = bytes + HUGE_PAGE_BYTES;
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            mapped = (long)
                    MMAP.invokeExact(capture.segment(), 0L, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
            if (mapped == -1) {
                throw new NativeException("memory of " + bytes + " bytes", capture.errno());
            }
            address = (mapped + HUGE_PAGE_BYTES - 1) & -HUGE_PAGE_BYTES;
            // A kernel without them goes on with small pages, and makes them present at their first use.
            final int ignored = (int) MADVISE.invokeExact(capture.segment(), address, bytes, MADV_HUGEPAGE);
            if ((int) MADVISE.invokeExact(capture.segment(), address, bytes, MADV_POPULATE_WRITE) != 0
                    && capture.errno() == NativeException.ENOMEM) {
                Libc.unmap(mapped, length);
                throw new NativeException("memory of " + bytes + " bytes", NativeException.ENOMEM);
            }
        } catch (final NativeException e) {
            throw e;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Where it begins.
     *
     * @return a native address, aligned to two megabytes.
     */
    public long address() {
        return address;
    }

    /** Unmaps it; nobody may use it any more. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.unmap(mapped, length);
        }
    }
}
