package io.ringway.tuning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A machine of {@code src/test/resources/tuning/machines}, laid out in a folder: outputs of ethtool as they were recorded, and the parts of
 * {@code /proc} and {@code /sys} that its description {@code machine} tells of. The tools beside it work on that folder.
 *
 * <pre>
 *   ethtool/i, l, g, ...   what `ethtool -i`, -l, -g, ... print; n-udp4 and n-udp6 what -n prints for rx-flow-hash
 *   root/                  stands for /
 *   interrupts             queue (or -), tab, line of /proc/interrupts: what the driver shows with that many queues
 *   quirks                 how this driver misbehaves; bin/ethtool lists the words
 *   changes                what was done, one command a line
 * </pre>
 */
final class RecordedMachine {
    private static final Path ROOT = Path.of(System.getProperty("ringway.basedir", ""));
    private static final Path RESOURCES = ROOT.resolve("src/test/resources/tuning");

    private final Path folder;
    private final MachineDescription description;

    private RecordedMachine(final Path folder, final MachineDescription description) {
        this.folder = folder;
        this.description = description;
    }

    /** The names of all recorded machines. */
    static List<String> all() {
        try (Stream<Path> machines = Files.list(RESOURCES.resolve("machines"))) {
            return machines.map(machine -> machine.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lays machine {@code name} out in {@code folder}, which is empty. */
    static RecordedMachine layOut(final String name, final Path folder) throws IOException {
        final Path recorded = RESOURCES.resolve("machines").resolve(name);
        copy(recorded.resolve("ethtool"), folder.resolve("ethtool"));
        copy(RESOURCES.resolve("bin"), folder.resolve("bin"));
        // The tree may lie where only root reads; these tests also run as somebody else.
        copy(ROOT.resolve("tuning"), folder.resolve("tuning"));
        final MachineDescription description =
                MachineDescription.parse(Files.readAllLines(recorded.resolve("machine")));
        new MachineTree(folder, description).write();
        return new RecordedMachine(folder, description);
    }

    /** The file with what {@code plan} is to say of machine {@code name}. */
    static Path expectedPlan(final String name) {
        return RESOURCES.resolve("machines").resolve(name).resolve("plan");
    }

    String interfaceName() {
        return description.value("interface");
    }

    String profile() {
        return description.value("profile");
    }

    /** Makes the driver misbehave: one line of the file {@code quirks}. */
    void addQuirk(final String quirk) throws IOException {
        final Path quirks = folder.resolve("quirks");
        final String before = Files.exists(quirks) ? Files.readString(quirks) : "";
        Files.writeString(quirks, before + quirk + "\n");
    }

    void removeQuirks() throws IOException {
        Files.deleteIfExists(folder.resolve("quirks"));
    }

    /** What {@code ss --xdp} prints from now on. */
    void showSockets(final String lines) throws IOException {
        Files.writeString(folder.resolve("sockets"), lines);
    }

    /** The changes so far, one command each; files that were written are not among them. */
    List<String> changes() throws IOException {
        final Path changes = folder.resolve("changes");
        return Files.exists(changes) ? Files.readAllLines(changes) : List.of();
    }

    void forgetChanges() throws IOException {
        Files.deleteIfExists(folder.resolve("changes"));
    }

    Path file(final String path) {
        return folder.resolve(path);
    }

    Path stateFile() {
        return folder.resolve("state/tune-" + interfaceName() + ".state");
    }

    /** Every file of the machine with its content, but for those that tell of changes: the same map means the same machine. */
    Map<String, String> everything() throws IOException {
        final Map<String, String> contents = new TreeMap<>();
        for (final String part : List.of("ethtool", "root")) {
            try (Stream<Path> files = Files.walk(folder.resolve(part))) {
                for (final Path file : files.filter(Files::isRegularFile).toList()) {
                    contents.put(folder.relativize(file).toString(), Files.readString(file));
                }
            }
        }
        return contents;
    }

    /** Runs ringway-tune as root on this machine, for its interface and profile, with its state in a folder of its own. */
    TuneRun run(final String action, final String... options) throws IOException {
        return runAs(List.of(), action, options);
    }

    /** The same behind a command such as {@code setpriv}. */
    TuneRun runAs(final List<String> prefix, final String action, final String... options) throws IOException {
        final List<String> command = new ArrayList<>(prefix);
        command.addAll(
                List.of(folder.resolve("tuning/ringway-tune").toString(), action, "--interface", interfaceName()));
        command.addAll(List.of(
                "--profile", profile(), "--state", folder.resolve("state").toString()));
        command.addAll(List.of(options));
        return TuneRun.of(
                command,
                Map.of(
                        "PATH", folder.resolve("bin") + ":" + System.getenv("PATH"),
                        "MACHINE", folder.toString(),
                        "RINGWAY_TUNE_ROOT", folder.resolve("root").toString()));
    }

    private static void copy(final Path from, final Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (final Path file : files.toList()) {
                final Path copy = to.resolve(file.getFileName());
                Files.writeString(copy, Files.readString(file, StandardCharsets.UTF_8));
                if (!copy.toFile().setExecutable(true)) {
                    throw new IOException(copy + " cannot be made executable");
                }
            }
        }
    }
}
