package io.ringway.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * All counters of a counters file, read once, from any process, also after a crash of the writer.
 *
 * <p>Values are read one after the other while writers go on: sums are exact only at rest.
 *
 * @param pid         the writing process
 * @param startMs     when it started, milliseconds since the epoch
 * @param heartbeatMs when it last said that it lives
 * @param entries     the counters in the order in which they were made
 */
public record CountersSnapshot(long pid, long startMs, long heartbeatMs, List<Entry> entries) {
    private static final long HEARTBEAT_TIMEOUT_MS = 5_000;

    /**
     * One counter.
     *
     * @param descriptor what it counts
     * @param scope      what this instance belongs to
     * @param value      its value
     */
    public record Entry(CounterDescriptor descriptor, String scope, long value) {}

    /** Copies the list. */
    public CountersSnapshot {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a file.
     *
     * @param path the counters file.
     * @return what it holds; counters of a newer version than this reader's are left out.
     * @throws UncheckedIOException when there is no such file, or it is not a counters file.
     */
    public static CountersSnapshot read(final Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() < CountersFile.HEADER_LENGTH) {
                throw new IOException(path + " is no counters file: " + channel.size() + " bytes");
            }
            final MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            try {
                return read(path, mapped);
            } finally {
                IoUtil.unmap(mapped);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CountersSnapshot read(final Path path, final MappedByteBuffer mapped) throws IOException {
        final UnsafeBuffer header = new UnsafeBuffer(mapped, 0, CountersFile.HEADER_LENGTH);
        if (header.getLongVolatile(0) != CountersFile.MAGIC) {
            throw new IOException(path + " is no counters file");
        }
        final int metadataLength = header.getInt(CountersFile.METADATA_LENGTH_OFFSET);
        final int valuesLength = header.getInt(CountersFile.VALUES_LENGTH_OFFSET);
        final CountersReader reader = new CountersReader(
                new UnsafeBuffer(mapped, CountersFile.HEADER_LENGTH, metadataLength),
                new UnsafeBuffer(mapped, CountersFile.HEADER_LENGTH + metadataLength, valuesLength),
                StandardCharsets.UTF_8);
        final List<Entry> entries = new ArrayList<>();
        reader.forEach((counterId, typeId, keyBuffer, label) -> {
            final CounterDescriptor descriptor = CounterDescriptor.ofId(typeId);
            if (descriptor != null) {
                entries.add(new Entry(descriptor, keyBuffer.getStringUtf8(0), reader.getCounterValue(counterId)));
            }
        });
        return new CountersSnapshot(
                header.getLong(CountersFile.PID_OFFSET),
                header.getLong(CountersFile.START_OFFSET),
                header.getLongVolatile(CountersFile.HEARTBEAT_OFFSET),
                entries);
    }

    /**
     * Whether the writing process still runs.
     *
     * @param nowMs milliseconds since the epoch.
     * @return false once the process is gone or its heartbeat is older than five seconds.
     */
    public boolean isAlive(final long nowMs) {
        return nowMs - heartbeatMs < HEARTBEAT_TIMEOUT_MS
                && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /**
     * The sum of a counter over all its scopes.
     *
     * @param descriptor which counter.
     * @return the sum, 0 when there is none.
     */
    public long sum(final CounterDescriptor descriptor) {
        return entries.stream()
                .filter(entry -> entry.descriptor() == descriptor)
                .mapToLong(Entry::value)
                .sum();
    }

    /**
     * The sum of all drops.
     *
     * @return packets received of which nothing became.
     */
    public long sumOfDrops() {
        return entries.stream()
                .filter(entry -> entry.descriptor().isDrop())
                .mapToLong(Entry::value)
                .sum();
    }

    /**
     * The accounting identity: packets received that were neither answered, sent on nor dropped.
     *
     * @return 0 at rest; while packets flow, those on their way through.
     */
    public long unaccounted() {
        return sum(CounterDescriptor.RECEIVED)
                - sum(CounterDescriptor.ANSWERED)
                - sum(CounterDescriptor.FORWARDED)
                - sum(CounterDescriptor.RELAYED)
                - sumOfDrops();
    }
}
