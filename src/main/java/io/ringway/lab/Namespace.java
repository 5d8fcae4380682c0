package io.ringway.lab;

import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network namespace of this process, {@code ringway-PID-ROLE}. The process's identity in the name lets the next experiment remove what a
 * killed one left.
 */
public final class Namespace implements AutoCloseable {
    private static final Path ROOT = Path.of("/run/netns");
    private static final Pattern NAME = Pattern.compile("ringway-(\\d+)-.*");

    private final String name;

    private Namespace(final String name) {
        this.name = name;
    }

    /**
     * Makes a namespace with its loopback interface up.
     *
     * @param role distinguishes the namespaces of one process.
     * @return the namespace, to be closed.
     */
    public static Namespace create(final String role) {
        final Namespace namespace =
                new Namespace("ringway-" + ProcessHandle.current().pid() + "-" + role);
        Command.run("ip netns add " + namespace.name);
        try {
            namespace.run("ip link set lo up");
            // An address is usable at once: nobody else is on these links.
            namespace.run("sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0");
        } catch (final SetupException e) {
            namespace.close();
            throw e;
        }
        return namespace;
    }

    /** Removes the namespaces of processes that are gone, with everything in them. */
    public static void removeStale() {
        if (!Files.isDirectory(ROOT)) {
            return;
        }
        try (DirectoryStream<Path> names = Files.newDirectoryStream(ROOT, "ringway-*")) {
            for (final Path path : names) {
                final Matcher matcher = NAME.matcher(path.getFileName().toString());
                if (matcher.matches()
                        && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                    new Namespace(path.getFileName().toString()).close();
                }
            }
        } catch (final IOException e) {
            throw new SetupException("the network namespaces cannot be listed: " + e.getMessage(), e);
        }
    }

    /**
     * A command that runs inside, and dies with the thread that starts it. Unlike {@code ip netns exec} it keeps the BPF file system in sight.
     *
     * @param command program and arguments.
     * @return the whole command.
     */
    public List<String> command(final List<String> command) {
        final List<String> inside = new ArrayList<>(
                List.of("nsenter", "--net=" + ROOT.resolve(name), "setpriv", "--pdeathsig", "KILL", "--"));
        inside.addAll(command);
        return inside;
    }

    /**
     * Runs a short command inside.
     *
     * @param line words separated by single spaces.
     * @return what it printed.
     */
    public String run(final String line) {
        return Command.run(command(List.of(line.split(" ", -1))));
    }

    /**
     * The name, as {@code ip netns} shows it.
     *
     * @return unique on this machine.
     */
    public String name() {
        return name;
    }

    @Override
    public void close() {
        Command.run("ip netns delete " + name);
    }
}
