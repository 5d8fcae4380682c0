package io.ringway.engine.lifecycle;

import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file system on which maps and links are pinned. */
final class BpfFileSystem {
    private static final Path MOUNT_POINT = Path.of("/sys/fs/bpf");

    private BpfFileSystem() {}

    /** Mounts it where the system did not, as minimal systems and containers do not. */
    static void mountIfMissing() {
        try {
            if (Files.getFileStore(MOUNT_POINT).type().equals("bpf")) {
                return;
            }
            final Process mount = new ProcessBuilder("mount", "-t", "bpf", "bpf", MOUNT_POINT.toString())
                    .redirectErrorStream(true)
                    .start();
            final String output =
                    new String(mount.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (mount.waitFor() != 0) {
                throw new SetupException(
                        "no BPF file system at " + MOUNT_POINT + " and it cannot be mounted: " + output.strip());
            }
        } catch (final IOException e) {
            throw new SetupException("no BPF file system at " + MOUNT_POINT + ": " + e.getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted while mounting " + MOUNT_POINT, e);
        }
    }
}
