package io.ringway.settings.block;

import io.ringway.settings.Netmask;
import java.util.List;

/**
 * Rates that are applied together.
 *
 * @param rules    in the order in which they are asked; the first that a client exceeds blocks it
 * @param excluded clients that are never blocked; masks that are exceptions bring some back
 * @param v4Mask   bits of an IPv4 address that make a client, 0 to 32
 * @param v6Mask   bits of an IPv6 address that make a client, 0 to 128
 * @param quiet    whether new blocks are left out of the log
 */
public record RateGroup(List<RateRule> rules, List<Netmask> excluded, int v4Mask, int v6Mask, boolean quiet) {
    /** Copies the lists. */
    public RateGroup {
        rules = List.copyOf(rules);
        excluded = List.copyOf(excluded);
    }
}
