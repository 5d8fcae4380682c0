package io.ringway.wire;

/**
 * The DNS header (RFC 1035, section 4.1.1; AD and CD by RFC 4035).
 *
 * <pre>
 *    0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
 *  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  |                      ID                       |   0
 *  +--+-----------+--+--+--+--+--+--+--+-----------+
 *  |QR|  Opcode   |AA|TC|RD|RA| Z|AD|CD|   RCODE   |   2
 *  +--+-----------+--+--+--+--+--+--+--+-----------+
 *  |                    QDCOUNT                    |   4
 *  +-----------------------------------------------+
 *  |                    ANCOUNT                    |   6
 *  +-----------------------------------------------+
 *  |                    NSCOUNT                    |   8
 *  +-----------------------------------------------+
 *  |                    ARCOUNT                    |  10
 *  +-----------------------------------------------+
 * </pre>
 */
public final class DnsHeader {
    /** Bytes of the header. */
    public static final int LENGTH = 12;

    /** Distance of the flags, opcode and response code among them. */
    public static final int FLAGS_OFFSET = 2;

    /** Distance of the number of questions. */
    public static final int QDCOUNT_OFFSET = 4;

    /** Distance of the number of answer records. */
    public static final int ANCOUNT_OFFSET = 6;

    /** Distance of the number of authority records. */
    public static final int NSCOUNT_OFFSET = 8;

    /** Distance of the number of additional records. */
    public static final int ARCOUNT_OFFSET = 10;

    /** In the flags: a response. */
    public static final int QR = 0x8000;

    /** In the flags: the operation code. */
    public static final int OPCODE_MASK = 0x7800;

    static final int OPCODE_SHIFT = 11;
    static final int AA = 0x0400;

    /** In the flags: truncated. */
    public static final int TC = 0x0200;

    /** In the flags: recursion desired. */
    public static final int RD = 0x0100;

    static final int RA = 0x0080;
    static final int AD = 0x0020;

    /** In the flags: checking disabled. */
    public static final int CD = 0x0010;

    /** In the flags: the response code, as far as it fits. */
    public static final int RCODE_MASK = 0x000F;

    static final int RCODE_BITS = 4;

    private DnsHeader() {}

    /**
     * A response's flags with some bits as the client sent them.
     *
     * @param flags       of the response.
     * @param clientFlags of the query as it came.
     * @param bits        which.
     * @return 0 to 65535.
     */
    public static int withClientBits(final int flags, final int clientFlags, final int bits) {
        return (flags & ~bits) | (clientFlags & bits);
    }
}
