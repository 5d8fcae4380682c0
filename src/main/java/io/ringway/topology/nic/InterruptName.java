package io.ringway.topology.nic;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the queue that an interrupt belongs to by the name that the driver gave it, as {@code /proc/interrupts} shows it. Names of interrupts for
 * transmission alone, for mailboxes, links and errors match nothing.
 */
final class InterruptName {
    /** The first group is the queue. */
    private static final List<Pattern> OF_QUEUE = List.of(
            // i40e-eth0-TxRx-3, ice-eth0-TxRx-3, iavf-…, ixgbe, igb, igc, bnxt; ena has Tx-Rx, vmxnet3 and nfp rxtx
            Pattern.compile(".*-(?:TxRx|Tx-Rx|rxtx|rx|fp)-(\\d+)", Pattern.CASE_INSENSITIVE),
            Pattern.compile("mlx5_comp(\\d+)(?:@pci:.*)?"),
            Pattern.compile("mlx4-(\\d+)@.*"),
            Pattern.compile("virtio\\d+-input\\.(\\d+)"),
            Pattern.compile("mana_q(\\d+)@pci:.*"),
            // stmmac
            Pattern.compile(".*:rx-(\\d+)"));

    /** gve numbers its notification blocks: the first half is for transmission, the second for reception. */
    private static final Pattern GVE_BLOCK = Pattern.compile("gve-ntfy-blk(\\d+)@pci:.*");

    private InterruptName() {}

    /**
     * Assigns interrupts to receive queues.
     *
     * @param names         the driver's name of each interrupt of the device.
     * @param interfaceName drivers without a word for their queues name them {@code eth0-3}.
     * @return interrupts by queue.
     */
    static Map<Integer, Integer> byQueue(final Map<Integer, String> names, final String interfaceName) {
        final Map<Integer, Integer> byQueue = new TreeMap<>();
        final Pattern plain = Pattern.compile(Pattern.quote(interfaceName) + "-(\\d+)");
        names.forEach((irq, name) -> queue(name, plain).ifPresent(queue -> byQueue.putIfAbsent(queue, irq)));
        if (byQueue.isEmpty()) {
            byQueue.putAll(gve(names));
        }
        return byQueue;
    }

    private static OptionalInt queue(final String name, final Pattern plain) {
        for (final Pattern pattern : OF_QUEUE) {
            final Matcher matcher = pattern.matcher(name);
            if (matcher.matches()) {
                return OptionalInt.of(Integer.parseInt(matcher.group(1)));
            }
        }
        final Matcher matcher = plain.matcher(name);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    private static Map<Integer, Integer> gve(final Map<Integer, String> names) {
        final Map<Integer, Integer> blocks = new TreeMap<>(Comparator.naturalOrder());
        names.forEach((irq, name) -> {
            final Matcher matcher = GVE_BLOCK.matcher(name);
            if (matcher.matches()) {
                blocks.put(Integer.parseInt(matcher.group(1)), irq);
            }
        });
        final Map<Integer, Integer> byQueue = new TreeMap<>();
        final int half = blocks.size() / 2;
        blocks.forEach((block, irq) -> {
            if (block >= half) {
                byQueue.put(block - half, irq);
            }
        });
        return byQueue;
    }
}
