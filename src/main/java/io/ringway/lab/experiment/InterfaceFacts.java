package io.ringway.lab.experiment;

import io.ringway.lab.Command;
import io.ringway.lab.contender.Site;
import io.ringway.settings.SetupException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an interface is and how it is tuned, as ip, ethtool and tc tell it. */
final class InterfaceFacts {
    private static final String UNKNOWN = "unknown";
    private static final Set<String> OFFLOADS = Set.of(
            "rx-checksumming",
            "tx-checksumming",
            "scatter-gather",
            "generic-segmentation-offload",
            "generic-receive-offload",
            "large-receive-offload",
            "rx-vlan-offload",
            "ntuple-filters",
            "receive-hashing");
    private static final Pattern MTU = Pattern.compile("mtu (\\d+)");
    private static final Pattern DRIVER = Pattern.compile("driver: (\\S+)");
    private static final Pattern SPEED = Pattern.compile("Speed: (\\S+)");
    private static final Pattern QDISC = Pattern.compile("qdisc (\\S+)");

    private InterfaceFacts() {}

    /** Text by key, in a fixed order; what a driver does not tell is unknown. */
    static Map<String, String> of(final Site site) {
        final String device = site.interfaceName();
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("driver", first(DRIVER, run(site, "ethtool", "-i", device)));
        facts.put("link speed", first(SPEED, run(site, "ethtool", device)));
        facts.put("MTU", first(MTU, run(site, "ip", "link", "show", "dev", device)));
        facts.put("qdisc", first(QDISC, run(site, "tc", "qdisc", "show", "dev", device)));
        facts.put("queues", Integer.toString(site.queues()));
        facts.put("ring sizes", current(run(site, "ethtool", "-g", device)));
        facts.put("offloads", offloads(run(site, "ethtool", "-k", device)));
        facts.put("coalescing", coalescing(run(site, "ethtool", "-c", device)));
        // A network namespace sees its interfaces in a sysfs that was mounted there.
        final String files = "mount -t sysfs sysfs /sys && cd /sys/class/net/" + device
                + " && grep -H . napi_defer_hard_irqs gro_flush_timeout threaded";
        facts.put("NAPI", napi(run(site, "unshare", "--mount", "sh", "-c", files)));
        return facts;
    }

    private static String run(final Site site, final String... command) {
        try {
            return Command.run(site.command(List.of(command)));
        } catch (final SetupException e) {
            return "";
        }
    }

    private static String first(final Pattern pattern, final String output) {
        final var matcher = pattern.matcher(output);
        return matcher.find() ? matcher.group(1) : UNKNOWN;
    }

    static String current(final String output) {
        final int begin = output.indexOf("Current hardware settings:");
        return begin < 0
                ? UNKNOWN
                : output.substring(begin)
                        .lines()
                        .skip(1)
                        .map(String::strip)
                        .filter(line -> line.matches("(RX|TX).*:\\s+\\d+"))
                        .map(line -> line.replaceAll("\\s+", " "))
                        .collect(Collectors.joining(", "));
    }

    static String offloads(final String output) {
        final String found = output.lines()
                .map(String::strip)
                .filter(line -> OFFLOADS.contains(line.split(":", 2)[0]))
                .map(line -> line.replace(" [fixed]", "").replace(": ", " "))
                .collect(Collectors.joining(", "));
        return found.isEmpty() ? UNKNOWN : found;
    }

    static String coalescing(final String output) {
        final String found = output.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("Adaptive") || line.matches("(rx|tx)-(usecs|frames):\\s+\\d+"))
                .map(line -> line.replaceAll("\\s+", " "))
                .collect(Collectors.joining(", "));
        return found.isEmpty() ? UNKNOWN : found;
    }

    static String napi(final String output) {
        final String found = output.lines()
                .filter(line -> line.contains(":"))
                .map(line -> line.strip().replace(":", " "))
                .collect(Collectors.joining(", "));
        return found.isEmpty() ? UNKNOWN : found;
    }
}
