package io.ringway.lab.contender;

import io.ringway.lab.Command;
import io.ringway.settings.SetupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks which peers are installed, here and in other roots; of several the newest is taken. */
public final class Peers {
    private static final List<String> FOLDERS =
            List.of("usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin", "sbin", "bin");
    private static final Pattern VERSION = Pattern.compile("(?:dnsdist |version )(\\d+(?:\\.\\d+)*)");

    private final List<Peer> found;

    Peers(final List<Peer> found) {
        this.found = List.copyOf(found);
    }

    /**
     * Asks every installed peer for its version.
     *
     * @param roots folders with other systems.
     * @return what was found.
     * @throws SetupException when a root is none.
     */
    public static Peers find(final List<Path> roots) {
        final List<Optional<Path>> places = new ArrayList<>(List.of(Optional.empty()));
        for (final Path root : roots) {
            if (!Files.isDirectory(root.resolve("usr"))) {
                throw new SetupException(root + " is no root of a system: it has no usr; make one with debootstrap");
            }
            places.add(Optional.of(root.toAbsolutePath().normalize()));
        }
        final List<Peer> found = new ArrayList<>();
        for (final Optional<Path> place : places) {
            look("dnsdist", place).ifPresent(found::add);
            look("knotd", place).ifPresent(found::add);
        }
        return new Peers(found);
    }

    private static Optional<Peer> look(final String program, final Optional<Path> root) {
        if (FOLDERS.stream()
                .noneMatch(folder -> Files.isExecutable(
                        root.orElse(Path.of("/")).resolve(folder).resolve(program)))) {
            return Optional.empty();
        }
        try {
            return read(program, root, Command.run(new PrivateMounts(root).command(List.of(program, "--version"))));
        } catch (final SetupException e) {
            // It is there but does not run, for want of a library perhaps: as if it were not.
            return Optional.empty();
        }
    }

    /** Reads what {@code --version} prints. knotd does not say there whether it has AF_XDP; Debian's has. */
    static Optional<Peer> read(final String program, final Optional<Path> root, final String output) {
        final Matcher version = VERSION.matcher(output);
        return version.find()
                ? Optional.of(new Peer(
                        program,
                        root,
                        new Peer.Version(version.group(1)),
                        program.equals("knotd") || output.contains("AF_XDP")))
                : Optional.empty();
    }

    /**
     * The peer for a contender.
     *
     * @param kind which.
     * @return nothing when it takes no peer, or there is none that can do it.
     */
    public Optional<Peer> forKind(final ContenderKind kind) {
        final String program = program(kind);
        return found.stream()
                .filter(peer -> peer.program().equals(program))
                .filter(peer -> peer.xdp() || !kind.isXdp())
                .max(Comparator.comparing(Peer::version));
    }

    /**
     * Why a contender is left out.
     *
     * @param kind which.
     * @return one sentence with what to do about it, or nothing when it is there.
     */
    public Optional<String> missing(final ContenderKind kind) {
        final String program = program(kind);
        if (program.isEmpty() || forKind(kind).isPresent()) {
            return Optional.empty();
        }
        final Optional<Peer> old =
                found.stream().filter(peer -> peer.program().equals(program)).max(Comparator.comparing(Peer::version));
        if (old.isPresent()) {
            return Optional.of(
                    program + " " + old.get().version().text()
                            + " has no AF_XDP; 1.9 or later has: install it, or make a root with Debian 13 and name it by --peers-root");
        }
        return Optional.of(program + " is not installed: apt-get install "
                + (program.equals("knotd") ? "knot" : program) + ", or name a root that has it by --peers-root");
    }

    private static String program(final ContenderKind kind) {
        return switch (kind.program()) {
            case DNSDIST -> "dnsdist";
            case KNOTD -> "knotd";
            case REFLECTOR, RINGWAY -> "";
        };
    }
}
