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
final class DnsHeader {
    static final int LENGTH = 12;
    static final int FLAGS_OFFSET = 2;
    static final int QDCOUNT_OFFSET = 4;
    static final int ANCOUNT_OFFSET = 6;
    static final int NSCOUNT_OFFSET = 8;
    static final int ARCOUNT_OFFSET = 10;
    static final int QR = 0x8000;
    static final int OPCODE_MASK = 0x7800;
    static final int OPCODE_SHIFT = 11;
    static final int AA = 0x0400;
    static final int TC = 0x0200;
    static final int RD = 0x0100;
    static final int RA = 0x0080;
    static final int AD = 0x0020;
    static final int CD = 0x0010;
    static final int RCODE_MASK = 0x000F;
    static final int RCODE_BITS = 4;

    private DnsHeader() {}
}
