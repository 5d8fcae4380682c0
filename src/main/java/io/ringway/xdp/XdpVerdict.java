package io.ringway.xdp;

/** What the XDP program decided about a packet: the index in its per-processor counters ({@code native/verdicts.h}). */
public enum XdpVerdict {
    /** Redirected to an AF_XDP socket. */
    REDIRECTED,
    /** Passed: a destination of ours, but no socket in the slot of this queue. */
    PASS_NO_SOCKET,
    /** Passed: neither IPv4 nor IPv6. */
    PASS_NOT_IP,
    /** Passed: a fragment. */
    PASS_FRAGMENT,
    /** Passed: not UDP. */
    PASS_NOT_UDP,
    /** Passed: a destination that is not ours. */
    PASS_OTHER_DESTINATION,
    /** Passed: headers truncated or lying. */
    PASS_MALFORMED,
    /** Passed: more VLAN tags or extension headers than the program walks. */
    PASS_TOO_MANY_HEADERS,
    /** Dropped: blocked by an entry of the filter maps. */
    DROP_BLOCKED,
    /** Answered with TC=1 by an entry of the filter maps. */
    TX_TRUNCATED
}
