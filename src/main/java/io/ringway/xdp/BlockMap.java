package io.ringway.xdp;

/** The maps that say which packets the XDP program turns away ({@code native/maps.h}). */
public enum BlockMap {
    /** IPv4 sources. */
    ADDRESS_V4("addr_v4", "addr-v4", 4),
    /** IPv6 sources. */
    ADDRESS_V6("addr_v6", "addr-v6", 16),
    /** IPv4 networks of sources. */
    NETWORK_V4("cidr4", "cidr4", 8),
    /** IPv6 networks of sources. */
    NETWORK_V6("cidr6", "cidr6", 20),
    /** Questions. */
    QUESTION("qnames", "qnames", 258);

    private final String symbol;
    private final String pin;
    private final int keyLength;

    BlockMap(final String symbol, final String pin, final int keyLength) {
        this.symbol = symbol;
        this.pin = pin;
        this.keyLength = keyLength;
    }

    /**
     * Its name in the program.
     *
     * @return as the kernel has it.
     */
    public String symbol() {
        return symbol;
    }

    /**
     * The file name of its pin, beside the XSKMAP's.
     *
     * @return as other programs know it.
     */
    public String pin() {
        return pin;
    }

    /**
     * The length of its keys.
     *
     * @return bytes.
     */
    public int keyLength() {
        return keyLength;
    }
}
