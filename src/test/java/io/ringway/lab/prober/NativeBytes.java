package io.ringway.lab.prober;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native memory of a test, as long as it is reachable. */
final class NativeBytes {
    private static final int BYTES = 512;

    private final MemorySegment segment = Arena.ofAuto().allocate(BYTES, Long.BYTES);

    NativeBytes() {
        // What nobody writes must show.
        segment.fill((byte) 0xEE);
    }

    long address() {
        return segment.address();
    }

    byte[] bytes(final int offset, final int length) {
        return segment.asSlice(offset, length).toArray(JAVA_BYTE);
    }

    long put(final byte[] bytes) {
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, segment, 0, bytes.length);
        return address();
    }
}
