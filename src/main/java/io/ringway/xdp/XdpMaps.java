package io.ringway.xdp;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The maps through which an XDP program is steered: its own, or those that somebody pinned.
 *
 * @param xskmap         AF_XDP sockets by queue
 * @param destinationsV4 IPv4 destinations that come up
 * @param destinationsV6 IPv6 destinations that come up
 * @param verdicts       the program's counters by {@link XdpVerdict}; absent for other people's programs
 * @param blocks         which packets it turns away; only those that the program has
 */
public record XdpMaps(
        BpfMap xskmap,
        BpfMap destinationsV4,
        BpfMap destinationsV6,
        Optional<BpfMap> verdicts,
        Map<BlockMap, BpfMap> blocks)
        implements AutoCloseable {
    /** File name of the pinned IPv4 destinations, beside the XSKMAP's pin. */
    public static final String DESTINATIONS_V4_PIN = "xsk-destinations-v4";

    /** File name of the pinned IPv6 destinations. */
    public static final String DESTINATIONS_V6_PIN = "xsk-destinations-v6";

    /** File name of the pinned verdict counters. */
    public static final String VERDICTS_PIN = "verdicts";

    /**
     * Opens maps that are pinned side by side.
     *
     * @param xskmapPin path of the XSKMAP's pin.
     * @return the maps.
     * @throws NativeException when one is missing.
     */
    public static XdpMaps openPinned(final Path xskmapPin) {
        final Path verdicts = xskmapPin.resolveSibling(VERDICTS_PIN);
        final Map<BlockMap, BpfMap> blocks = new EnumMap<>(BlockMap.class);
        for (final BlockMap map : BlockMap.values()) {
            final Path pin = xskmapPin.resolveSibling(map.pin());
            if (Files.exists(pin)) {
                blocks.put(map, BpfMap.openPinned(pin));
            }
        }
        return new XdpMaps(
                BpfMap.openPinned(xskmapPin),
                BpfMap.openPinned(xskmapPin.resolveSibling(DESTINATIONS_V4_PIN)),
                BpfMap.openPinned(xskmapPin.resolveSibling(DESTINATIONS_V6_PIN)),
                Files.exists(verdicts) ? Optional.of(BpfMap.openPinned(verdicts)) : Optional.empty(),
                blocks);
    }

    /**
     * The destination map for an address family.
     *
     * @param keyLength 8 for IPv4, 20 for IPv6, as {@link DestinationKey} makes them.
     * @return the map.
     */
    public BpfMap destinations(final int keyLength) {
        return keyLength == 8 ? destinationsV4 : destinationsV6;
    }

    @Override
    public void close() {
        xskmap.close();
        destinationsV4.close();
        destinationsV6.close();
        verdicts.ifPresent(BpfMap::close);
        blocks.values().forEach(BpfMap::close);
    }
}
