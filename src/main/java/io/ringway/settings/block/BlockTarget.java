package io.ringway.settings.block;

import io.ringway.settings.AddressText;
import io.ringway.settings.DomainName;
import io.ringway.settings.Netmask;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Whom a block is for. */
public sealed interface BlockTarget {
    /**
     * The clients of a network.
     *
     * @param network of which bits behind the prefix are cleared; never an exception
     */
    record Clients(Netmask network) implements BlockTarget {
        /** Clears the bits behind the prefix, so that one network is one target. */
        public Clients {
            try {
                network = new Netmask(InetAddress.getByAddress(network.networkBytes()), network.prefixLength(), false);
            } catch (final UnknownHostException e) {
                throw new AssertionError(e);
            }
        }

        /**
         * Whether the network is one address.
         *
         * @return true for the longest prefix.
         */
        public boolean isAddress() {
            return network.prefixLength() == network.address().getAddress().length * Byte.SIZE;
        }

        @Override
        public String toString() {
            final String address = AddressText.of(network.address());
            return isAddress() ? address : address + "/" + network.prefixLength();
        }
    }

    /**
     * Queries for a name and for all names below it.
     *
     * @param suffix the name
     */
    record Names(DomainName suffix) implements BlockTarget {
        @Override
        public String toString() {
            return suffix.toString();
        }
    }
}
