package io.ringway.wire.forward;

import io.ringway.wire.Datagram;

/**
 * What rules made of the client subnet option that a backend is to get with the query in hand (RFC 7871): another network, another prefix, whether it takes
 * the place of the client's own, or nothing at all. What no rule said is as the settings have it.
 *
 * <p>Reused for each query. Belongs to the thread that made it.
 */
public final class SubnetChoice {
    private static final int USUAL = -1;

    /** How often rules have said something about this query. */
    private int changes;

    private boolean disabled;
    private int override = USUAL;
    private int prefixIpv4 = USUAL;
    private int prefixIpv6 = USUAL;

    /** Null for the client's own. */
    private Network ofIpv4;

    private Network ofIpv6;

    /** As the settings have it. */
    public SubnetChoice() {}

    /** A network, its bits left-aligned as in the option. Immutable. */
    public static final class Network {
        private final boolean ipv6;
        private final int prefix;
        private final long high;
        private final long low;

        /**
         * Takes a network down.
         *
         * @param address 4 or 16 bytes, without bits behind the prefix.
         * @param prefix  how many bits of it are told.
         */
        public Network(final byte[] address, final int prefix) {
            final byte[] whole = new byte[2 * Long.BYTES];
            System.arraycopy(address, 0, whole, 0, address.length);
            ipv6 = address.length == whole.length;
            this.prefix = prefix;
            high = word(whole, 0);
            low = word(whole, Long.BYTES);
        }

        private static long word(final byte[] bytes, final int offset) {
            long word = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                word = (word << Byte.SIZE) | (bytes[offset + i] & 0xFF);
            }
            return word;
        }
    }

    /** Back to what the settings have. */
    public void reset() {
        if (changes > 0) {
            changes = 0;
            disabled = false;
            override = USUAL;
            prefixIpv4 = USUAL;
            prefixIpv6 = USUAL;
            ofIpv4 = null;
            ofIpv6 = null;
        }
    }

    /** Nothing is told. */
    public void disable() {
        changes++;
        disabled = true;
    }

    /**
     * Says what becomes of an option that the client sent.
     *
     * @param replaces whether ours takes its place.
     */
    public void override(final boolean replaces) {
        changes++;
        override = replaces ? 1 : 0;
    }

    /**
     * Tells so much of the client's address.
     *
     * @param ipv4 bits of an IPv4 address, 0 to 32.
     * @param ipv6 bits of an IPv6 address, 0 to 128.
     */
    public void prefixes(final int ipv4, final int ipv6) {
        changes++;
        prefixIpv4 = ipv4;
        prefixIpv6 = ipv6;
    }

    /**
     * Tells another network than the client's.
     *
     * @param forIpv4 of clients with IPv4 addresses.
     * @param forIpv6 of clients with IPv6 addresses.
     */
    public void networks(final Network forIpv4, final Network forIpv6) {
        changes++;
        ofIpv4 = forIpv4;
        ofIpv6 = forIpv6;
    }

    /**
     * How often rules have said something about this query.
     *
     * @return 0 when all is as the settings have it.
     */
    public int changes() {
        return changes;
    }

    private Network network(final Datagram datagram) {
        return datagram.isIpv6() ? ofIpv6 : ofIpv4;
    }

    /**
     * Whether nothing is told.
     *
     * @return whether a rule said so.
     */
    public boolean isDisabled() {
        return disabled;
    }

    /**
     * Whether ours takes the place of the client's own option.
     *
     * @param usual what the settings say.
     * @return what holds for this query.
     */
    public boolean overrides(final boolean usual) {
        return override == USUAL ? usual : override == 1;
    }

    /**
     * The family of what is told.
     *
     * @param datagram the client's.
     * @return whether it is IPv6.
     */
    public boolean isIpv6(final Datagram datagram) {
        final Network network = network(datagram);
        return network == null ? datagram.isIpv6() : network.ipv6;
    }

    /**
     * How much is told.
     *
     * @param datagram  the client's.
     * @param usualIpv4 what the settings say of IPv4 addresses.
     * @param usualIpv6 what the settings say of IPv6 addresses.
     * @return bits.
     */
    public int prefix(final Datagram datagram, final int usualIpv4, final int usualIpv6) {
        final Network network = network(datagram);
        if (network != null) {
            return network.prefix;
        }
        final int chosen = datagram.isIpv6() ? prefixIpv6 : prefixIpv4;
        final int usual = datagram.isIpv6() ? usualIpv6 : usualIpv4;
        return chosen == USUAL ? usual : chosen;
    }

    /**
     * The upper half of what is told.
     *
     * @param datagram the client's.
     * @return 64 bits, of which an IPv4 address has the upper 32; those behind the prefix may be set.
     */
    public long high(final Datagram datagram) {
        final Network network = network(datagram);
        if (network != null) {
            return network.high;
        }
        return datagram.isIpv6() ? datagram.sourceHigh() : datagram.sourceLow() << 32;
    }

    /**
     * The lower half of what is told.
     *
     * @param datagram the client's.
     * @return 64 bits, 0 for IPv4; those behind the prefix may be set.
     */
    public long low(final Datagram datagram) {
        final Network network = network(datagram);
        if (network != null) {
            return network.low;
        }
        return datagram.isIpv6() ? datagram.sourceLow() : 0;
    }
}
