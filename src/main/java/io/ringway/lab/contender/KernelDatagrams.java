package io.ringway.lab.contender;

import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What the kernel's own UDP has received, which must not grow while a server serves over AF_XDP (proc(5), net/snmp). */
final class KernelDatagrams {
    private static final String PROTOCOL = "Udp: ";
    private static final String DELIVERED = "InDatagrams";

    private KernelDatagrams() {}

    /** Datagrams delivered to sockets in the namespace of a process so far. */
    static long delivered(final long pid) {
        try {
            return delivered(Files.readAllLines(Path.of("/proc", Long.toString(pid), "net/snmp")));
        } catch (final IOException e) {
            throw new SetupException("what the kernel received cannot be read: " + e.getMessage(), e);
        }
    }

    static long delivered(final List<String> lines) {
        final List<String> udp =
                lines.stream().filter(line -> line.startsWith(PROTOCOL)).toList();
        if (udp.size() != 2) {
            throw new SetupException("/proc/net/snmp has no counts of UDP");
        }
        final int column = Arrays.asList(udp.getFirst().split(" ", -1)).indexOf(DELIVERED);
        return Long.parseLong(udp.getLast().split(" ", -1)[column]);
    }
}
