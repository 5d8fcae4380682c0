package io.ringway.engine;

import io.ringway.cache.CacheReader;
import io.ringway.engine.cache.CacheFront;
import io.ringway.engine.forward.Forwarder;
import io.ringway.rules.Decision;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.PoolAvailability;
import io.ringway.rules.ResponseRules;
import io.ringway.rules.RuleChain;
import io.ringway.rules.Verdict;
import io.ringway.settings.block.BlockAction;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.PacketDefect;
import io.ringway.wire.forward.SubnetChoice;

/**
 * Decides about one packet at a time: parses, checks the access control list, walks the rules, and writes the answer where the query is.
 *
 * <p>The same for every way in: frames of AF_XDP, messages of UDP sockets, and messages of TCP connections. What is not answered is counted by
 * its reason.
 *
 * <p>Belongs to the thread of the worker or of the connections that it answers for.
 */
final class Responder {
    private static final int NOERROR = 0;
    private static final int FORMERR = 1;
    private static final int NOTIMP = 4;
    private static final int BADVERS = 16;
    /** Outcome: the packet is dropped, and counted. */
    static final int NOTHING = Integer.MIN_VALUE;

    /** Outcome: its answer stands at {@link #answerAddress()}. */
    static final int ANSWERED = Integer.MIN_VALUE + 1;

    /** Outcome: no rule decides, and {@link #datagram}, {@link #query} and {@link #pool} say what is to be sent on by somebody else. */
    static final int LEFT = Integer.MIN_VALUE + 2;

    /** No outcome yet. */
    private static final int UNDECIDED = Integer.MIN_VALUE + 3;

    private static final int SERVFAIL = 2;

    private final PacketFormat format;
    private final NetmaskGroup acl;
    private final RuleChain rules;
    private final WorkerCounters counters;
    private final Datagram datagram;
    private final DnsQuery query = new DnsQuery();
    private final Decision decision = new Decision();
    private final ResponseGate gate;

    /** Null where nothing is forwarded. */
    private final Forwarder forwarder;

    /** Null where no pool has a cache. */
    private final CacheFront cache;

    private final boolean leaves;
    private final boolean servFailWithoutServer;
    private int pool;

    private Responder(
            final PacketFormat format,
            final int udpPayloadSize,
            final NetmaskGroup acl,
            final RuleChain rules,
            final WorkerCounters counters,
            final Forwarder forwarder,
            final CacheFront cache,
            final boolean leaves,
            final boolean servFailWithoutServer) {
        this.format = format;
        this.forwarder = forwarder;
        this.cache = cache;
        this.leaves = leaves;
        this.servFailWithoutServer = servFailWithoutServer;
        this.acl = acl;
        this.rules = rules;
        this.counters = counters;
        datagram = new Datagram(format.verifyChecksums());
        gate = new ResponseGate(rules, udpPayloadSize, counters, datagram, query, decision);
        rules.responses().decidesWith(decision);
    }

    /**
     * For Ethernet frames.
     *
     * @param frameSize       bytes of a frame, which begins at a multiple of that.
     * @param mtu             the longest IP packet that the link takes, bytes.
     * @param verifyChecksums whether wrong checksums are dropped.
     * @param udpPayloadSize  what OPT records of answers announce, bytes.
     * @param acl             who may ask.
     * @param rules           compiled for this responder alone.
     * @param counters        written by its thread alone.
     */
    static Responder ofFrames(
            final int frameSize,
            final int mtu,
            final boolean verifyChecksums,
            final int udpPayloadSize,
            final NetmaskGroup acl,
            final RuleChain rules,
            final WorkerCounters counters) {
        return new Responder(
                new PacketFormat(true, frameSize, mtu, verifyChecksums),
                udpPayloadSize,
                acl,
                rules,
                counters,
                null,
                null,
                false,
                false);
    }

    /** For messages behind a {@link io.ringway.wire.SocketMessage} header, whose checksums the kernel has verified. */
    static Responder ofMessages(
            final int udpPayloadSize, final NetmaskGroup acl, final RuleChain rules, final WorkerCounters counters) {
        return new Responder(PacketFormat.MESSAGES, udpPayloadSize, acl, rules, counters, null, null, false, false);
    }

    /**
     * The same, not used yet, with backends behind it.
     *
     * @param with            sends queries on; used by this responder's thread alone.
     * @param answersServFail whether clients are told where no server is up.
     */
    Responder forwarding(final Forwarder with, final boolean answersServFail) {
        final Responder responder = new Responder(
                format, gate.udpPayloadSize(), acl, rules, counters, with, with.cache(), false, answersServFail);
        responder.availability(with::isAvailable);
        with.rules(rules.responses(), responder.subnetChoice(), gate.recorder());
        if (with.cache() != null) {
            with.cache().choice(responder.subnetChoice());
        }
        return responder;
    }

    /**
     * The same, not used yet, that leaves what no rule decides to its user.
     *
     * @param caches          of that user's thread, null where no pool has a cache.
     * @param answersServFail whether clients are told where no server is up.
     */
    Responder leaving(final CacheFront caches, final boolean answersServFail) {
        return new Responder(format, gate.udpPayloadSize(), acl, rules, counters, null, caches, true, answersServFail);
    }

    /** Says which pools have servers; before it is used. */
    void availability(final PoolAvailability pools) {
        decision.availability(pools);
    }

    /** The rules for responses, used by the same thread. */
    ResponseRules responses() {
        return rules.responses();
    }

    /** What rules made of the client subnet option for the query in hand. */
    SubnetChoice subnetChoice() {
        return decision.subnet();
    }

    /** What the packet in hand is. */
    Datagram datagram() {
        return datagram;
    }

    /** The query in hand. */
    DnsQuery query() {
        return query;
    }

    /** The number of the pool that {@link #LEFT} is for, negative for one that does not exist. */
    int pool() {
        return pool;
    }

    /** What queries are sent on by, null where nothing is. */
    Forwarder forwarder() {
        return forwarder;
    }

    /** How long the answer to the query in hand is kept waiting, milliseconds. */
    int delayMs() {
        return decision.delayMs();
    }

    /** Counts an answer that should have waited and could not. */
    void noteNotDelayed() {
        counters.delayRefused.incrementRelease();
    }

    /** Begins a batch: it is decided about by the rules of now, at one time; 0 when nobody has read the clock. */
    void beginBatch(final long nowNs) {
        rules.follow();
        rules.responses().follow();
        decision.beginBatch(nowNs);
    }

    /** Decides about one packet of a worker that forwards nothing; true when its answer stands at {@link #answerAddress()}. */
    boolean answers(final long address, final int length) {
        return handle(address, length, 0) == ANSWERED;
    }

    /**
     * Decides about one packet.
     *
     * @return {@link #ANSWERED}, {@link #NOTHING}, {@link #LEFT}, {@link Forwarder#TO_SOCKET}, or the number of the ring to the router that is to send it on.
     */
    int handle(final long address, final int length, final long nowNs) {
        PacketDefect defect = format.wrap(datagram, address, length);
        if (defect != PacketDefect.NONE) {
            counters.of(defect).incrementRelease();
            return NOTHING;
        }
        if (!acl.matches(datagram)) {
            counters.dropAcl.incrementRelease();
            return NOTHING;
        }
        defect = query.wrap(datagram.payloadAddress(), datagram.payloadLength());
        if (defect != PacketDefect.NONE) {
            return answersDefect(defect) ? ANSWERED : NOTHING;
        }
        gate.recordQuery();
        final BlockAction block = rules.blocked(datagram, query, decision);
        if (block != null) {
            final int blocked = blocked(block);
            if (blocked != LEFT) {
                return blocked;
            }
        }
        decision.capacity(format.capacityForQuery(datagram));
        final Verdict verdict = rules.evaluate(datagram, query, decision);
        if (query.ednsVersion() > 0 && verdict != Verdict.DROP) {
            counters.answeredBadVersion.incrementRelease();
            return writeError(BADVERS);
        }
        int outcome = outcome(verdict);
        if (outcome != UNDECIDED) {
            return outcome;
        }
        pool = decision.pool();
        if (cache != null) {
            outcome = lookUp(nowNs);
            if (outcome != UNDECIDED) {
                return outcome;
            }
        }
        return leaves ? LEFT : forward(nowNs);
    }

    private int outcome(final Verdict verdict) {
        if (verdict == Verdict.ANSWER) {
            counters.answeredByRule.incrementRelease();
            return gate.answersByRule(capacity()) ? ANSWERED : NOTHING;
        }
        if (verdict == Verdict.DROP) {
            counters.dropRule.incrementRelease();
            return NOTHING;
        }
        return UNDECIDED;
    }

    /** An OPT record that a rule added is the backend's to see, and no client's: such an answer is for nobody else. */
    private int lookUp(final long nowNs) {
        if (decision.skipsCache() || query.isOptAdded()) {
            cache.skip();
            return UNDECIDED;
        }
        final int length = cache.answer(datagram, query, pool, capacity(), nowNs);
        if (length != CacheReader.MISS) {
            return gate.passesHit(length) ? ANSWERED : NOTHING;
        }
        if (rules.hasCacheMissRules() && cache.isFor(pool)) {
            final int told = decision.subnet().changes();
            final int outcome = outcome(rules.evaluateCacheMiss(datagram, query, decision));
            if (outcome != UNDECIDED) {
                return outcome;
            }
            pool = decision.pool();
            // The key is made: it says nothing of what these rules have changed.
            if (decision.skipsCache() || query.isOptAdded() || decision.subnet().changes() != told) {
                cache.skip();
            }
        }
        if (decision.failureTtlS() >= 0) {
            cache.failureTtl(decision.failureTtlS());
        }
        return UNDECIDED;
    }

    private int forward(final long nowNs) {
        if (forwarder == null) {
            return noServer(nowNs);
        }
        forwarder.delayAnswer(decision.delayMs());
        final int outcome = forwarder.forward(datagram, query, pool, capacity(), nowNs);
        if (outcome == Forwarder.DROPPED) {
            return NOTHING;
        }
        if (outcome != Forwarder.NO_SERVER) {
            return outcome;
        }
        return noServer(nowNs);
    }

    /** The outcome for the query in hand when no server can take it. */
    int noServer(final long nowNs) {
        if (cache != null) {
            final int length = cache.answerStale(datagram, query, capacity(), nowNs);
            if (length != CacheReader.MISS) {
                return gate.passesHit(length) ? ANSWERED : NOTHING;
            }
        }
        if (servFailWithoutServer) {
            counters.answeredNoServer.incrementRelease();
            return gate.answersWithoutServer(SERVFAIL, capacity()) ? ANSWERED : NOTHING;
        }
        counters.dropNoPolicy.incrementRelease();
        return NOTHING;
    }

    /** The outcome for a query that there is a dynamic block for, {@link #LEFT} when it goes on all the same. */
    private int blocked(final BlockAction action) {
        if (action == BlockAction.TRUNCATE) {
            if (datagram.isTcp()) {
                return LEFT;
            }
            gate.truncate();
        }
        counters.of(action).incrementRelease();
        if (action == BlockAction.DROP) {
            return NOTHING;
        }
        return action == BlockAction.NO_OP ? LEFT : writeError(action.rcode());
    }

    /** RFC 9619 and RFC 6891 want FORMERR; a message without a question gets NOTIMP, as dnsdist answers it. */
    private boolean answersDefect(final PacketDefect defect) {
        counters.of(defect).incrementRelease();
        final int rcode = switch (defect) {
            case DNS_NO_QUESTION -> NOTIMP;
            case DNS_SEVERAL_QUESTIONS, DNS_RECORDS_INVALID -> FORMERR;
            default -> NOERROR;
        };
        return rcode != NOERROR && writeError(rcode) == ANSWERED;
    }

    private int writeError(final int rcode) {
        gate.answerError(rcode, capacity());
        return ANSWERED;
    }

    private int capacity() {
        return format.capacity(datagram);
    }

    /** Where the last answer begins: its frame, or its message for a socket. */
    long answerAddress() {
        return gate.address();
    }

    /** Bytes of the last answer. */
    int answerLength() {
        return gate.length();
    }
}
