package io.ringway.settings;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** What a rule does; one record per action of the dialect. */
public sealed interface ActionSettings {
    /**
     * {@code RCodeAction(rcode[, {aa, ad, ra}])}: answers at once.
     *
     * @param rcode response code, 0 to 15
     * @param aa    whether the AA bit is set; absent means clear
     * @param ad    whether the AD bit is set; absent means clear
     * @param ra    whether the RA bit is set; absent means as RD of the query
     */
    record RCode(int rcode, Optional<Boolean> aa, Optional<Boolean> ad, Optional<Boolean> ra)
            implements ActionSettings {}

    /**
     * {@code SpoofAction(addresses[, {aa, ad, ra, ttl}])}: answers queries for addresses with these.
     *
     * @param addresses of either family, at least one
     * @param ttlS      time to live of the records, seconds
     * @param aa        whether the AA bit is set; absent means clear
     * @param ad        whether the AD bit is set; absent means clear
     * @param ra        whether the RA bit is set; absent means as RD of the query
     */
    record Spoof(
            List<InetAddress> addresses, int ttlS, Optional<Boolean> aa, Optional<Boolean> ad, Optional<Boolean> ra)
            implements ActionSettings {
        /** Copies the list. */
        public Spoof {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * {@code PoolAction(pool)}: the query is forwarded to a server of that pool.
     *
     * @param pool its name
     */
    record Pool(String pool) implements ActionSettings {}
}
