package io.ringway.lab.backend;

import io.ringway.lab.Command;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backend that contenders forward to, as they see it.
 *
 * @param interfaceName   the server's interface that leads to it, with one queue
 * @param address         its address, port 53
 * @param mac             its hardware address
 * @param statistics      a command that prints what {@code ethtool -S} prints of its interface
 * @param clientStatistics a command that prints what {@code tc -s qdisc} prints of the client's interface, where it answers as well
 */
public record Backend(
        String interfaceName, String address, String mac, List<String> statistics, List<String> clientStatistics) {
    /** The responder sends each answer by a redirection to the interface that the query came in by. */
    private static final Pattern REDIRECTED = Pattern.compile("rx_queue_\\d+_xdp_redirect: (\\d+)");

    private static final Pattern BEHIND_XDP = Pattern.compile("qdisc clsact .*\\R\\s*Sent \\d+ bytes (\\d+) pkt");

    /** Copies the lists. */
    public Backend {
        statistics = List.copyOf(statistics);
        clientStatistics = List.copyOf(clientStatistics);
    }

    /**
     * Counts its answers. Whatever the client's own stack got, ARP for example, is counted with them: a few packets a minute.
     *
     * @return answers since it was made.
     */
    public long answered() {
        return sum(REDIRECTED, Command.run(statistics)) + sum(BEHIND_XDP, Command.run(clientStatistics));
    }

    private static long sum(final Pattern pattern, final String output) {
        long sum = 0;
        final Matcher matcher = pattern.matcher(output);
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group(1));
        }
        return sum;
    }
}
