package io.ringway.observe;

/**
 * Every counter that Ringway writes: its identity in the counters file, its label and what it means.
 *
 * <p>Identities are part of the file's format: they are never reused and never change meaning. Over all queues, at rest,
 * {@code received = answered + forwarded + relayed + Σ drop-*}; for every interface, {@code xdp-redirected = Σ received + Σ kernel drops of its queues}.
 */
public enum CounterDescriptor {
    /** Frames in the UMEM. */
    FRAMES_ALL(1, CounterScope.QUEUE, "frames-all"),
    /** Frames in the free list of the pool. */
    FRAMES_FREE(2, CounterScope.QUEUE, "frames-free"),
    /** Frames lent to the kernel for receiving: on the FILL ring, being written, or on the RX ring. */
    FRAMES_FILL(3, CounterScope.QUEUE, "frames-fill"),
    /** Frames with a worker: on a ring to it, in its hands, or on the ring back. */
    FRAMES_WORKER(4, CounterScope.QUEUE, "frames-worker"),
    /** Frames lent to the kernel for sending: on the TX ring, being sent, or on the COMPLETION ring. */
    FRAMES_TRANSMIT(5, CounterScope.QUEUE, "frames-transmit"),

    /** Packets taken from the RX ring or the socket. */
    RECEIVED(10, CounterScope.QUEUE, "received"),
    /** Bytes of the packets taken, as far as they were in the frame. */
    RECEIVED_BYTES(11, CounterScope.QUEUE, "received-bytes"),
    /** Answers put on the TX ring, or sent by the socket. */
    ANSWERED(12, CounterScope.QUEUE, "answered"),
    /** Bytes of these answers. */
    ANSWERED_BYTES(13, CounterScope.QUEUE, "answered-bytes"),
    /** Frames that came back on the COMPLETION ring. */
    COMPLETED(14, CounterScope.QUEUE, "completed"),

    /** Queries that went out to backends here. */
    FORWARDED(15, CounterScope.QUEUE, "forwarded"),
    /** Responses of backends that went on to clients here. */
    RELAYED(16, CounterScope.QUEUE, "relayed"),

    /** Packets for a destination that no listener on this queue has. */
    DROP_NO_LISTENER(20, CounterScope.QUEUE, "drop-no-listener"),
    /** Packets that found the ring to their worker full. */
    DROP_WORKER_RING_FULL(21, CounterScope.QUEUE, "drop-worker-ring-full"),
    /** Answers that found the TX ring full. */
    DROP_TRANSMIT_RING_FULL(22, CounterScope.QUEUE, "drop-transmit-ring-full"),

    /** Answers that the socket could not send; the {@code transmit-*} counters say why. */
    DROP_SEND_FAILED(23, CounterScope.QUEUE, "drop-send-failed"),
    /** Messages of a socket that are longer than a frame. */
    DROP_MESSAGE_TRUNCATED(24, CounterScope.QUEUE, "drop-message-truncated"),
    /** Messages of a socket that came while all of its frames were on their way to backends. */
    DROP_NO_FRAME(25, CounterScope.QUEUE, "drop-no-frame"),

    /** Frames too short for an Ethernet header and its tags. */
    DROP_ETHERNET_TRUNCATED(30, CounterScope.WORKER, "drop-ethernet-truncated"),
    /** Frames that carry neither IPv4 nor IPv6. */
    DROP_NOT_IP(31, CounterScope.WORKER, "drop-not-ip"),
    /** Packets cut within an IP header. */
    DROP_IP_TRUNCATED(32, CounterScope.WORKER, "drop-ip-truncated"),
    /** IP headers whose version or lengths lie. */
    DROP_IP_HEADER_INVALID(33, CounterScope.WORKER, "drop-ip-header-invalid"),
    /** IPv4 headers with a wrong checksum. */
    DROP_IP_CHECKSUM(34, CounterScope.WORKER, "drop-ip-checksum"),
    /** Fragments that came up all the same. */
    DROP_IP_FRAGMENT(35, CounterScope.WORKER, "drop-ip-fragment"),
    /** IPv6 packets with more than eight extension headers. */
    DROP_IP_EXTENSION_UNSUPPORTED(36, CounterScope.WORKER, "drop-ip-extension-unsupported"),
    /** IP packets that carry something else than UDP. */
    DROP_NOT_UDP(37, CounterScope.WORKER, "drop-not-udp"),
    /** Packets cut within the UDP header. */
    DROP_UDP_TRUNCATED(38, CounterScope.WORKER, "drop-udp-truncated"),
    /** UDP lengths that do not fit the IP packet. */
    DROP_UDP_LENGTH_INVALID(39, CounterScope.WORKER, "drop-udp-length-invalid"),
    /** Datagrams with a wrong UDP checksum, or over IPv6 with none. */
    DROP_UDP_CHECKSUM(40, CounterScope.WORKER, "drop-udp-checksum"),
    /** Sources that cannot be answered: port 0, multicast, loopback, unspecified, or the destination itself. */
    DROP_SOURCE_INVALID(41, CounterScope.WORKER, "drop-source-invalid"),
    /** Payloads shorter than a DNS header. */
    DROP_DNS_TRUNCATED(42, CounterScope.WORKER, "drop-dns-truncated"),
    /** Messages with QR=1 sent to a listener. */
    DROP_DNS_RESPONSE(43, CounterScope.WORKER, "drop-dns-response"),
    /** Question names that break RFC 1035: long labels, long names, compression. */
    DROP_DNS_QNAME_INVALID(44, CounterScope.WORKER, "drop-dns-qname-invalid"),
    /** Questions cut before type and class. */
    DROP_DNS_QUESTION_TRUNCATED(45, CounterScope.WORKER, "drop-dns-question-truncated"),
    /** Sources outside the access control list; dnsdist's {@code acl-drops}. */
    DROP_ACL(60, CounterScope.WORKER, "drop-acl"),
    /** Queries that a rule dropped; dnsdist's {@code rule-drop}. */
    DROP_RULE(61, CounterScope.WORKER, "drop-rule"),
    /** Queries that no rule answered and no server could take; dnsdist's {@code no-policy}. */
    DROP_NO_POLICY(62, CounterScope.WORKER, "drop-no-policy"),

    /** Queries that found the table of outstanding ones full, or no way out to their server. */
    DROP_OUTSTANDING_FULL(63, CounterScope.WORKER, "drop-outstanding-full"),
    /** What came from a backend and is no response, or is cut. */
    DROP_RESPONSE_INVALID(64, CounterScope.WORKER, "drop-response-invalid"),
    /** Responses to no query that waits: late, repeated, or forged. */
    DROP_RESPONSE_UNMATCHED(65, CounterScope.WORKER, "drop-response-unmatched"),
    /** Responses with the ID of a query that went to another server. */
    DROP_RESPONSE_SOURCE(66, CounterScope.WORKER, "drop-response-source"),
    /** Responses to another question than was asked under their ID. */
    DROP_RESPONSE_QUESTION(67, CounterScope.WORKER, "drop-response-question"),

    /** Answers that an action of a rule gave; dnsdist's {@code self-answered}. */
    ANSWERED_BY_RULE(70, CounterScope.WORKER, "answered-by-rule"),
    /** NOTIMP to messages without a question. */
    ANSWERED_NO_QUESTION(71, CounterScope.WORKER, "answered-no-question"),
    /** FORMERR to messages with several questions (RFC 9619). */
    ANSWERED_SEVERAL_QUESTIONS(72, CounterScope.WORKER, "answered-several-questions"),
    /** FORMERR to messages whose records do not parse or that hold two OPT records (RFC 6891). */
    ANSWERED_RECORDS_INVALID(73, CounterScope.WORKER, "answered-records-invalid"),
    /** BADVERS to EDNS versions above 0 (RFC 6891). */
    ANSWERED_BAD_VERSION(74, CounterScope.WORKER, "answered-bad-version"),

    /** SERVFAIL where no server was up ({@code setServFailWhenNoServer}). */
    ANSWERED_NO_SERVER(75, CounterScope.WORKER, "answered-no-server"),
    /** Queries that no server answered in time; not a drop, since the query was forwarded. */
    TIMED_OUT(76, CounterScope.WORKER, "timed-out"),
    /** Queries that wait for an answer now. */
    OUTSTANDING(77, CounterScope.WORKER, "outstanding"),
    /** Responses that came up on another thread than their query's. */
    RESPONSES_OTHER_THREAD(78, CounterScope.WORKER, "responses-other-thread"),
    /** Responses that were longer than their client takes, and were cut to TC=1. */
    RELAYED_TRUNCATED(79, CounterScope.WORKER, "relayed-truncated"),

    /** Calls of {@code sendto} that drive the TX ring, or of {@code sendmmsg}. */
    TRANSMIT_WAKEUPS(80, CounterScope.QUEUE, "transmit-wakeups"),
    /** EAGAIN from them: the kernel's budget ran out, called again. */
    TRANSMIT_AGAIN(81, CounterScope.QUEUE, "transmit-again"),
    /** EBUSY from them: the device dropped a packet. */
    TRANSMIT_BUSY(82, CounterScope.QUEUE, "transmit-busy"),
    /** ENOBUFS from them. */
    TRANSMIT_NO_BUFFERS(83, CounterScope.QUEUE, "transmit-no-buffers"),
    /** ENETDOWN from them: the link is down. */
    TRANSMIT_LINK_DOWN(84, CounterScope.QUEUE, "transmit-link-down"),
    /** Any other error from them. */
    TRANSMIT_ERRORS(85, CounterScope.QUEUE, "transmit-errors"),
    /** Times the thread slept in {@code poll}. */
    POLLS(86, CounterScope.THREAD, "polls"),
    /** Bytes that the agent's thread allocated on the heap since its warm-up; stays 0. */
    ALLOCATED_BYTES(87, CounterScope.THREAD, "allocated-bytes"),
    /** Exceptions that a duty cycle threw; stays 0. */
    AGENT_ERRORS(88, CounterScope.THREAD, "agent-errors"),

    /** {@code rx_dropped} of XDP_STATISTICS: other reasons than a full ring. */
    XSK_RX_DROPPED(100, CounterScope.QUEUE, "xsk-rx-dropped"),
    /** {@code rx_invalid_descs} of XDP_STATISTICS. */
    XSK_RX_INVALID_DESCRIPTORS(101, CounterScope.QUEUE, "xsk-rx-invalid-descs"),
    /** {@code tx_invalid_descs} of XDP_STATISTICS. */
    XSK_TX_INVALID_DESCRIPTORS(102, CounterScope.QUEUE, "xsk-tx-invalid-descs"),
    /** {@code rx_ring_full} of XDP_STATISTICS. */
    XSK_RX_RING_FULL(103, CounterScope.QUEUE, "xsk-rx-ring-full"),
    /** {@code rx_fill_ring_empty_descs} of XDP_STATISTICS. */
    XSK_RX_FILL_RING_EMPTY(104, CounterScope.QUEUE, "xsk-rx-fill-ring-empty"),
    /** {@code tx_ring_empty_descs} of XDP_STATISTICS. */
    XSK_TX_RING_EMPTY(105, CounterScope.QUEUE, "xsk-tx-ring-empty"),

    /** Messages that found a socket's receive buffer full ({@code SO_MEMINFO}). */
    SOCKET_RECEIVE_BUFFER_FULL(110, CounterScope.QUEUE, "socket-receive-buffer-full"),

    /** Verdict of the XDP program: redirected to a socket. */
    XDP_REDIRECTED(120, CounterScope.INTERFACE, "xdp-redirected"),
    /** Verdict: passed, because no socket serves the queue. */
    XDP_PASS_NO_SOCKET(121, CounterScope.INTERFACE, "xdp-pass-no-socket"),
    /** Verdict: passed, not IP. */
    XDP_PASS_NOT_IP(122, CounterScope.INTERFACE, "xdp-pass-not-ip"),
    /** Verdict: passed, a fragment. */
    XDP_PASS_FRAGMENT(123, CounterScope.INTERFACE, "xdp-pass-fragment"),
    /** Verdict: passed, not UDP. */
    XDP_PASS_NOT_UDP(124, CounterScope.INTERFACE, "xdp-pass-not-udp"),
    /** Verdict: passed, a destination that is not ours. */
    XDP_PASS_OTHER_DESTINATION(125, CounterScope.INTERFACE, "xdp-pass-other-destination"),
    /** Verdict: passed, headers truncated or lying. */
    XDP_PASS_MALFORMED(126, CounterScope.INTERFACE, "xdp-pass-malformed"),
    /** Verdict: passed, more VLAN tags or extension headers than are walked. */
    XDP_PASS_TOO_MANY_HEADERS(127, CounterScope.INTERFACE, "xdp-pass-too-many-headers"),
    /** Verdict: dropped by a block in the filter maps. */
    XDP_DROP_BLOCKED(128, CounterScope.INTERFACE, "xdp-drop-blocked"),
    /** Verdict: answered with TC=1 by a block in the filter maps. */
    XDP_TX_TRUNCATED(129, CounterScope.INTERFACE, "xdp-tx-truncated"),
    /** Times the program was found detached and attached again. */
    XDP_REATTACHED(140, CounterScope.INTERFACE, "xdp-reattached"),

    /** Queries over TCP whose connection was gone before their answer was with the kernel; dnsdist's {@code tcpdiedsendingresponse}. */
    DROP_CONNECTION_CLOSED(160, CounterScope.WORKER, "drop-connection-closed"),
    /** TCP connections that were served: accepted, and not refused. */
    TCP_CONNECTIONS(161, CounterScope.THREAD, "tcp-connections"),
    /** TCP connections that are open now; dnsdist's {@code tcpcurrentconnections}. */
    TCP_OPEN(162, CounterScope.THREAD, "tcp-open"),
    /** Connections closed because the client was silent for {@code setTCPRecvTimeout}; in dnsdist one of {@code tcpclienttimeouts}. */
    TCP_CLOSED_IDLE(163, CounterScope.THREAD, "tcp-closed-idle"),
    /** Connections closed because a message was not whole in {@code setTCPRecvTimeout}; in dnsdist one of {@code tcpclienttimeouts}. */
    TCP_CLOSED_SLOW_MESSAGE(164, CounterScope.THREAD, "tcp-closed-too-slow-message"),
    /** Connections closed because answers stayed unread for {@code setTCPSendTimeout}; in dnsdist one of {@code tcpclienttimeouts}. */
    TCP_CLOSED_SLOW_READER(165, CounterScope.THREAD, "tcp-closed-slow-reader"),
    /** Connections closed after {@code setMaxTCPConnectionDuration}. */
    TCP_CLOSED_MAX_DURATION(166, CounterScope.THREAD, "tcp-closed-max-duration"),
    /** Connections closed after {@code setMaxTCPQueriesPerConnection}. */
    TCP_CLOSED_MAX_QUERIES(167, CounterScope.THREAD, "tcp-closed-max-queries"),
    /** Connections refused by {@code setMaxTCPConnectionsPerClient}. */
    TCP_REFUSED_PER_CLIENT(168, CounterScope.THREAD, "tcp-refused-per-client"),
    /** Connections refused by {@code maxConcurrentTCPConnections} of their listener, or because the process has no descriptors left. */
    TCP_REFUSED_CONCURRENT(169, CounterScope.THREAD, "tcp-refused-concurrent"),
    /** Connections refused because their client is outside the access control list; no message of theirs is read. */
    TCP_REFUSED_ACL(170, CounterScope.THREAD, "tcp-refused-acl"),
    /** Connections closed because of a length below 12, a DNS header's; in dnsdist among {@code noncompliant-queries}. */
    TCP_MALFORMED(171, CounterScope.THREAD, "tcp-malformed"),
    /** Connections closed because the buffers of all connections together were full. */
    TCP_CLOSED_NO_MEMORY(172, CounterScope.THREAD, "tcp-closed-no-memory"),

    /** Queries that a dynamic block dropped; dnsdist's {@code dyn-blocked}. */
    DROP_BLOCKED(180, CounterScope.WORKER, "drop-blocked"),
    /** NXDOMAIN that a dynamic block gave. */
    ANSWERED_BLOCKED_NXDOMAIN(181, CounterScope.WORKER, "answered-blocked-nxdomain"),
    /** REFUSED that a dynamic block gave. */
    ANSWERED_BLOCKED_REFUSED(182, CounterScope.WORKER, "answered-blocked-refused"),
    /** TC=1 that a dynamic block gave over UDP. */
    ANSWERED_BLOCKED_TRUNCATED(183, CounterScope.WORKER, "answered-blocked-truncated"),
    /** Queries that went on although a dynamic block is for them, whose action is NoOp. */
    BLOCKED_NO_OP(184, CounterScope.WORKER, "blocked-no-op"),

    /** Answers in a packet cache now, those whose life is over among them. */
    CACHE_ENTRIES(200, CounterScope.CACHE, "cache-entries"),
    /** Answers that it may have. */
    CACHE_MAX_ENTRIES(201, CounterScope.CACHE, "cache-max-entries"),
    /** Memory that it takes, all of it from the start. */
    CACHE_MEMORY_BYTES(202, CounterScope.CACHE, "cache-memory-bytes"),
    /** Queries that it answered; dnsdist's {@code cache-hits}. They are among the answered ones. */
    CACHE_HITS(203, CounterScope.CACHE, "cache-hits"),
    /** Those of them that were answered after the answer's end, since no server could be asked. */
    CACHE_STALE_HITS(204, CounterScope.CACHE, "cache-stale-hits"),
    /** Queries that it could have answered and did not; dnsdist's {@code cache-misses}. */
    CACHE_MISSES(205, CounterScope.CACHE, "cache-misses"),
    /** Answers that were put in. */
    CACHE_INSERTS(206, CounterScope.CACHE, "cache-inserts"),
    /** Answers left out because another thread was writing to the same shard. */
    CACHE_DEFERRED_INSERTS(207, CounterScope.CACHE, "cache-deferred-inserts"),
    /** Queries that met an answer to another one with the same 64 bits of hash. */
    CACHE_LOOKUP_COLLISIONS(208, CounterScope.CACHE, "cache-lookup-collisions"),
    /** Answers left out for their short TTLs. */
    CACHE_TTL_TOO_SHORT(209, CounterScope.CACHE, "cache-ttl-too-short"),
    /** Answers that made room for others before their end. */
    CACHE_EVICTIONS(210, CounterScope.CACHE, "cache-evictions"),
    /** Answers that made room for others, or were purged, after their end. */
    CACHE_EXPIRED(211, CounterScope.CACHE, "cache-expired"),

    /** Queries that {@code LogAction} could not log because its thread did not keep up; they are answered all the same. */
    LOG_LOST(230, CounterScope.PROCESS, "log-lost"),
    /** Answers that {@code DelayAction} did not keep waiting because as many waited as may. */
    DELAY_REFUSED(231, CounterScope.WORKER, "delay-refused"),
    /** Calls of {@code LuaRule} and {@code LuaAction} that took more than a millisecond, or were given up because another one did. */
    LUA_OVER_BUDGET(232, CounterScope.PROCESS, "lua-over-budget"),
    /** Calls of {@code LuaRule} and {@code LuaAction} that failed. */
    LUA_ERRORS(233, CounterScope.PROCESS, "lua-errors"),

    /** Responses, of backends, of a packet cache or our own, that a rule dropped; in dnsdist among {@code rule-drop}. */
    DROP_RESPONSE_RULE(240, CounterScope.WORKER, "drop-response-rule"),
    /** Responses that do not parse, so that a rule could not change their records. */
    RESPONSE_CHANGES_REFUSED(241, CounterScope.WORKER, "response-changes-refused");

    private final int id;
    private final CounterScope scope;
    private final String label;

    CounterDescriptor(final int id, final CounterScope scope, final String label) {
        this.id = id;
        this.scope = scope;
        this.label = label;
    }

    /**
     * The identity in the counters file.
     *
     * @return a positive number that never changes.
     */
    public int id() {
        return id;
    }

    /**
     * What one instance belongs to.
     *
     * @return the scope.
     */
    public CounterScope scope() {
        return scope;
    }

    /**
     * The name that operators see.
     *
     * @return kebab-case.
     */
    public String label() {
        return label;
    }

    /**
     * Whether it counts packets that were received and not answered.
     *
     * @return true for the terms of Σ drops.
     */
    public boolean isDrop() {
        return label.startsWith("drop-");
    }

    /**
     * The descriptor of an identity.
     *
     * @param id as stored in a counters file.
     * @return the descriptor, or null for one of a newer version.
     */
    public static CounterDescriptor ofId(final int id) {
        for (final CounterDescriptor descriptor : values()) {
            if (descriptor.id == id) {
                return descriptor;
            }
        }
        return null;
    }
}
