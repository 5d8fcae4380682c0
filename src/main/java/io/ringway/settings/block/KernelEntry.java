package io.ringway.settings.block;

import io.ringway.settings.DomainName;
import io.ringway.settings.Netmask;

/** What an entry of the XDP program's filter maps is for. */
public sealed interface KernelEntry {
    /** Stands for every type. */
    int ANY_TYPE = 65_535;

    /**
     * Packets from a network.
     *
     * @param clients the network
     */
    record Source(BlockTarget.Clients clients) implements KernelEntry {
        /**
         * From a netmask.
         *
         * @param network of which bits behind the prefix are of no account.
         * @return the entry.
         */
        public static Source of(final Netmask network) {
            return new Source(new BlockTarget.Clients(network));
        }
    }

    /**
     * Queries for exactly a name.
     *
     * @param name the name
     * @param type the type of the question, or {@link #ANY_TYPE}
     */
    record Question(DomainName name, int type) implements KernelEntry {}
}
