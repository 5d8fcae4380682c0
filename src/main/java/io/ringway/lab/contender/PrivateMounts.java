package io.ringway.lab.contender;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command with a BPF file system of its own, and with another system's root where it has one. All mounts are in a mount namespace that ends
 * with the process, kill -9 too, and what is pinned there goes with it. So a dnsdist that the lab starts never empties the maps of one that
 * serves this machine.
 */
final class PrivateMounts {
    private static final String PINS = "/sys/fs/bpf";

    private final Optional<Path> root;
    private final List<String> steps = new ArrayList<>(List.of("set -e", "mount -t bpf bpf " + PINS));

    PrivateMounts(final Optional<Path> root) {
        this.root = root;
    }

    /** Runs a command after the BPF file system is there and before the root changes. */
    PrivateMounts before(final List<String> command) {
        steps.add(Shell.line(command) + " >&2");
        return this;
    }

    /** The command that becomes the program, in the same process. */
    List<String> command(final List<String> program) {
        return command(program, Optional.empty());
    }

    /** The same for a program that reads files of a folder, which it sees under the same path. */
    List<String> command(final List<String> program, final Optional<Path> folder) {
        final List<String> all = new ArrayList<>(steps);
        final List<String> last = new ArrayList<>();
        if (root.isPresent()) {
            final String top = root.get().toString();
            all.add(Shell.line(List.of("mount", "-t", "sysfs", "sysfs", top + "/sys")));
            all.add(Shell.line(List.of("mount", "--bind", PINS, top + PINS)));
            all.add(Shell.line(List.of("mount", "-t", "proc", "proc", top + "/proc")));
            all.add(Shell.line(List.of("mount", "--rbind", "/dev", top + "/dev")));
            folder.ifPresent(path -> {
                // A file system in memory hides the root's own, so that the folder's path can be made without changing
                // the root.
                all.add(Shell.line(List.of("mount", "-t", "tmpfs", "tmpfs", top + "/tmp")));
                all.add(Shell.line(List.of("mkdir", "-p", top + path)));
                all.add(Shell.line(List.of("mount", "--bind", path.toString(), top + path)));
            });
            last.addAll(List.of("chroot", top));
        }
        last.addAll(program);
        all.add("exec " + Shell.line(last));
        return List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", String.join("; ", all));
    }
}
