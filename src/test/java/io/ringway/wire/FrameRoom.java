package io.ringway.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Native memory for one frame at a time, with canaries around it and nothing at all behind: an access past the end of the room is an
 * {@link InternalError}, since the pages that follow belong to a file that ended.
 *
 * <p>Compiled code reports such an access a little later, but surely.
 */
public final class FrameRoom implements AutoCloseable {
    /** Canaries looked after on each side of a frame. */
    private static final int CANARIES = 128;

    private static final int SIZE = 128 * 1024;
    private static final int ABYSS = 64 * 1024;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory;
    private long frame;
    private int length;
    private int gap;
    private byte canary;

    /** A room of 128 KiB. */
    public FrameRoom() {
        try {
            final Path file = Files.createTempFile("frame-room", null);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE + ABYSS, arena);
                channel.truncate(SIZE);
            } finally {
                Files.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Puts bytes into the room.
     *
     * @param bytes at most 64 KiB.
     * @param gap   bytes of canaries between them and the abyss; 0 puts them at its edge.
     * @param fill  what canaries look like.
     * @return the address of the first byte.
     */
    public long place(final byte[] bytes, final int gap, final int fill) {
        length = bytes.length;
        this.gap = Math.min(gap, CANARIES);
        frame = SIZE - gap - (long) length;
        canary = (byte) fill;
        memory.asSlice(frame - CANARIES, CANARIES).fill(canary);
        memory.asSlice(frame + length, this.gap).fill(canary);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, frame, length);
        return memory.address() + frame;
    }

    /** Bytes of the frame, which have to lie inside of it. */
    public byte[] read(final long address, final int count) {
        final long offset = address - memory.address();
        if (offset < frame || count < 0 || offset + count > frame + length) {
            throw new AssertionError(
                    count + " bytes at " + (offset - frame) + " leave the frame of " + length + " bytes");
        }
        return memory.asSlice(offset, count).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Fails when a canary changed. */
    public void verifyCanaries() {
        verifyCanaries(-CANARIES, 0);
        verifyCanaries(length, length + gap);
    }

    private void verifyCanaries(final int from, final int to) {
        for (int i = from; i < to; i++) {
            if (memory.get(ValueLayout.JAVA_BYTE, frame + i) != canary) {
                throw new AssertionError("written at " + i + " of a frame of " + length + " bytes");
            }
        }
    }

    /** The first address behind the room. */
    public long abyss() {
        return memory.address() + SIZE;
    }

    @Override
    public void close() {
        arena.close();
    }
}
