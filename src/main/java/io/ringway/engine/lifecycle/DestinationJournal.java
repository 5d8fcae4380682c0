package io.ringway.engine.lifecycle;

import io.ringway.xdp.BpfMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Remembers which keys of a pinned map are ours, so that a crash leaves none behind for longer than until the next start.
 *
 * <p>A file for each process and map, {@code PID-MAPID.destinations}, one key in hexadecimal a line, written before the key is. Only needed
 * where the maps outlive the process. Control thread.
 */
final class DestinationJournal implements AutoCloseable {
    private static final String SUFFIX = ".destinations";
    private static final byte[] ONE = {1};

    private final BpfMap map;
    private final Path file;
    private final List<byte[]> keys = new ArrayList<>();

    /** Removes what processes that died left in {@code map}, and starts a journal for this one in {@code folder}. */
    DestinationJournal(final Path folder, final BpfMap map) {
        this.map = map;
        final int mapId = map.id();
        file = folder.resolve(ProcessHandle.current().pid() + "-" + mapId + SUFFIX);
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> journals = Files.newDirectoryStream(folder, "*-" + mapId + SUFFIX)) {
                for (final Path journal : journals) {
                    removeIfStale(journal);
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void removeIfStale(final Path journal) throws IOException {
        final String name = journal.getFileName().toString();
        final long pid = Long.parseLong(name.substring(0, name.indexOf('-')));
        if (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)
                && pid != ProcessHandle.current().pid()) {
            return;
        }
        for (final String key : Files.readAllLines(journal)) {
            map.removeKey(HexFormat.of().parseHex(key));
        }
        Files.delete(journal);
    }

    /** Adds a key with a value of 1; one that is there already is somebody else's and stays theirs. */
    void add(final byte[] key) {
        add(key, ONE);
    }

    /** Adds a key; one that is there already is somebody else's and stays theirs. */
    void add(final byte[] key, final byte[] value) {
        if (map.containsKey(key)) {
            return;
        }
        try {
            Files.write(
                    file, List.of(HexFormat.of().formatHex(key)), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            map.put(key, value);
            keys.add(key);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a key that this process added; any other stays. */
    void remove(final byte[] key) {
        try {
            final List<String> lines =
                    Files.exists(file) ? new ArrayList<>(Files.readAllLines(file)) : new ArrayList<>();
            if (lines.remove(HexFormat.of().formatHex(key))) {
                map.removeKey(key);
                keys.removeIf(known -> Arrays.equals(known, key));
                final Path fresh = file.resolveSibling(file.getFileName() + ".new");
                Files.write(fresh, lines);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the keys of this process, and the journal. */
    @Override
    public void close() {
        try {
            keys.forEach(map::removeKey);
            Files.deleteIfExists(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
