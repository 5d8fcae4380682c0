package io.ringway.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/**
 * The writing side of the counters file: Agrona counters in memory that any process can map, and that a crash leaves readable.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                     Magic "RINGWAYC"  (8)                     |   0
 *  +---------------------------------------------------------------+
 *  |        Layout version         |       Metadata length         |   8   two i32
 *  +---------------------------------------------------------------+
 *  |        Values length          |          (reserved)           |  16   two i32
 *  +---------------------------------------------------------------+
 *  |                  Process identity  (i64)                      |  24
 *  +---------------------------------------------------------------+
 *  |        Start, milliseconds since the epoch  (i64)             |  32
 *  +---------------------------------------------------------------+
 *  |     Last heartbeat, milliseconds since the epoch  (i64)       |  40
 *  +---------------------------------------------------------------+
 *  |          Counters metadata  (Agrona, 512 a counter)           |  4096
 *  +---------------------------------------------------------------+
 *  |          Counters values    (Agrona, 128 a counter)           |  4096 + metadata length
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>The key of a counter is its scope text in UTF-8, length first (i32). Numbers are little-endian. Counters are made and the
 * heartbeat is written on the control thread; each counter has the one writing thread that its owner names.
 */
public final class CountersFile implements AutoCloseable {
    static final long MAGIC = 0x43594157474E4952L;
    static final int LAYOUT_VERSION = 1;
    static final int HEADER_LENGTH = 4096;
    static final int METADATA_LENGTH_OFFSET = 12;
    static final int VALUES_LENGTH_OFFSET = 16;
    static final int PID_OFFSET = 24;
    static final int START_OFFSET = 32;
    static final int HEARTBEAT_OFFSET = 40;

    private static final int MAX_COUNTERS = 8192;

    private final MappedByteBuffer mapped;
    private final UnsafeBuffer header;
    private final CountersManager manager;
    private final List<AtomicCounter> counters = new ArrayList<>();

    private CountersFile(final MappedByteBuffer mapped) {
        this.mapped = mapped;
        final int metadataLength = MAX_COUNTERS * CountersManager.METADATA_LENGTH;
        final int valuesLength = MAX_COUNTERS * CountersManager.COUNTER_LENGTH;
        header = new UnsafeBuffer(mapped, 0, HEADER_LENGTH);
        header.putInt(METADATA_LENGTH_OFFSET, metadataLength);
        header.putInt(VALUES_LENGTH_OFFSET, valuesLength);
        header.putLong(PID_OFFSET, ProcessHandle.current().pid());
        header.putLong(START_OFFSET, System.currentTimeMillis());
        header.putInt(Long.BYTES, LAYOUT_VERSION);
        header.putLongRelease(0, MAGIC);
        manager = new CountersManager(
                new UnsafeBuffer(mapped, HEADER_LENGTH, metadataLength),
                new UnsafeBuffer(mapped, HEADER_LENGTH + metadataLength, valuesLength),
                StandardCharsets.UTF_8);
    }

    /**
     * Makes the file anew; one that an ended process left is replaced, and readers of that keep what they mapped.
     *
     * @param path where; its folder is made when missing.
     * @return the file, mapped.
     * @throws UncheckedIOException  when it cannot be written.
     * @throws IllegalStateException when a running process other than this one writes to it.
     */
    public static CountersFile create(final Path path) {
        refuseWhenInUse(path);
        final Path fresh = path.resolveSibling(
                path.getFileName() + "." + ProcessHandle.current().pid());
        try {
            final Path folder = path.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            final long length = HEADER_LENGTH
                    + (long) MAX_COUNTERS * (CountersManager.METADATA_LENGTH + CountersManager.COUNTER_LENGTH);
            final MappedByteBuffer mapped;
            try (FileChannel channel = FileChannel.open(
                    fresh,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, length);
            }
            final CountersFile file = new CountersFile(mapped);
            file.heartbeat(System.currentTimeMillis());
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refuseWhenInUse(final Path path) {
        if (!Files.isReadable(path)) {
            return;
        }
        final CountersSnapshot previous;
        try {
            previous = CountersSnapshot.read(path);
        } catch (final UncheckedIOException e) {
            return;
        }
        if (previous.pid() != ProcessHandle.current().pid() && previous.isAlive(System.currentTimeMillis())) {
            throw new IllegalStateException("counters file " + path + " is being written by process " + previous.pid());
        }
    }

    /**
     * Makes a counter with the value 0.
     *
     * @param descriptor what it counts.
     * @param scope      what this instance belongs to, as {@link CounterScope} says.
     * @return the counter, for its one writing thread.
     */
    public AtomicCounter counter(final CounterDescriptor descriptor, final String scope) {
        final String label = scope.isEmpty() ? descriptor.label() : descriptor.label() + ' ' + scope;
        final AtomicCounter counter = manager.newCounter(label, descriptor.id(), key -> key.putStringUtf8(0, scope));
        counters.add(counter);
        return counter;
    }

    /**
     * Says that the process lives.
     *
     * @param nowMs milliseconds since the epoch.
     */
    public void heartbeat(final long nowMs) {
        header.putLongRelease(HEARTBEAT_OFFSET, nowMs);
    }

    /** Unmaps the file; it stays on disk so that the last values can be read. No counter may be used afterwards. */
    @Override
    public void close() {
        counters.forEach(AtomicCounter::disconnectCountersManager);
        counters.clear();
        IoUtil.unmap(mapped);
    }
}
