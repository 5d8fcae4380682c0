package io.ringway.wire;

/** Why a packet is not answered as a query: dropped and counted, or in the three cases that say so, answered with an error. */
public enum PacketDefect {
    /** Nothing is wrong. */
    NONE,
    /** Shorter than an Ethernet header and its VLAN tags. */
    ETHERNET_TRUNCATED,
    /** Neither IPv4 nor IPv6, or more than two VLAN tags. */
    NOT_IP,
    /** Shorter than the IP header and what it announces. */
    IP_TRUNCATED,
    /** Version, header length or total length of the IP header lie. */
    IP_HEADER_INVALID,
    /** The IPv4 header's checksum is wrong. */
    IP_CHECKSUM,
    /** A fragment. */
    IP_FRAGMENT,
    /** More than eight IPv6 extension headers. */
    IP_EXTENSION_UNSUPPORTED,
    /** IP that carries something else than UDP; IPv6 extension headers that are not walked count as that. */
    NOT_UDP,
    /** Shorter than a UDP header. */
    UDP_TRUNCATED,
    /** The UDP length does not fit the IP packet. */
    UDP_LENGTH_INVALID,
    /** The UDP checksum is wrong, or over IPv6 missing. */
    UDP_CHECKSUM,
    /** A source that cannot be answered: port 0, unspecified, loopback, multicast, broadcast, or the destination itself. */
    SOURCE_INVALID,
    /** Shorter than a DNS header. */
    DNS_TRUNCATED,
    /** QR=1: a response. */
    DNS_RESPONSE,
    /** QDCOUNT=0; answered NOTIMP. */
    DNS_NO_QUESTION,
    /** QDCOUNT above 1; answered FORMERR (RFC 9619). */
    DNS_SEVERAL_QUESTIONS,
    /** A question name with a long label, a compression pointer, more than 255 bytes, or no end. */
    DNS_QNAME_INVALID,
    /** Cut before the question's type and class. */
    DNS_QUESTION_TRUNCATED,
    /** A record behind the question does not parse, or there are two OPT records; answered FORMERR (RFC 6891, section 6.1.1). */
    DNS_RECORDS_INVALID;

    private final String label;

    PacketDefect() {
        label = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /**
     * The name that operators see.
     *
     * @return kebab-case.
     */
    public String label() {
        return label;
    }
}
