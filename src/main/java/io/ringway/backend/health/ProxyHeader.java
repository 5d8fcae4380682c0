package io.ringway.backend.health;

/**
 * The header of the PROXY protocol, version 2, for what a proxy sends on its own account ({@code LOCAL}), as checks are.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------------------------------------------------------+
 *   |                0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A            |   0
 *   |                                                               |
 *   |                                                               |
 *   +-------+-------+-------+-------+-------------------------------+
 *   | ver 2 | cmd 0 | fam 0 | prot 0|           length 0            |  12
 *   +-------+-------+-------+-------+-------------------------------+
 * </pre>
 */
final class ProxyHeader {
    private static final byte[] LOCAL = {
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x20, 0x00, 0x00, 0x00
    };

    private ProxyHeader() {}

    /** The header, a copy. */
    static byte[] local() {
        return LOCAL.clone();
    }
}
