package io.ringway.engine.forward.tcp;

import io.ringway.backend.BackendShare;
import io.ringway.backend.NameHash;
import io.ringway.engine.cache.CacheFront;
import io.ringway.engine.forward.QueryText;
import io.ringway.engine.forward.ThreadServers;
import io.ringway.observe.CountersFile;
import io.ringway.rules.ResponseRules;
import io.ringway.rules.block.TrafficRecorder;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.stack.tcp.TcpExchange;
import io.ringway.stack.tcp.backend.BackendConnections;
import io.ringway.stack.tcp.backend.BackendFailure;
import io.ringway.stack.tcp.backend.BackendLoop;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;
import io.ringway.wire.forward.ClientSubnet;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.ProxyHeader;
import io.ringway.wire.forward.SubnetChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Sends queries of the TCP clients of one event loop on to backends, and their answers back: over TCP, or over UDP where the backend does not take
 * TCP.
 *
 * <p>Made on the control thread, then the event loop's, which takes over what the control thread publishes of the servers ({@link #follow}).
 */
public final class TcpForwarder {
    private static final int UDP_PAYLOAD_SIZE = 1232;
    private static final int QUESTION_FIXED_LENGTH = 4;
    private static final int TYPE_IXFR = 251;
    private static final int TYPE_AXFR = 252;
    private static final int MAX_MESSAGE_LENGTH = 65_535;

    /** Bytes behind a query that are free where it stands. */
    private static final int ROOM_BEHIND = 512;

    private static final byte[] NO_HEADER = new byte[0];
    private static final byte[] NO_KEY = new byte[0];

    private final ThreadServers servers;
    private final TcpForwardCounters counters;
    private final LongSupplier clock;
    private final BackendLoop loop;
    private final int maxSockets;

    /** By number of the backend, null where there is none. */
    private final List<BackendConnections> backends = new ArrayList<>();

    private final ClientSubnet subnet;
    private final DnsResponse response = new DnsResponse();
    private ThreadServers.Table table;

    /** Null where no pool has a cache. */
    private final CacheFront cache;

    /** Null where nothing is recorded. */
    private TrafficRecorder recorder;

    private final NotedQuery notedQuery = new NotedQuery();
    private ResponseRules rules = ResponseRules.none();
    private Datagram datagram;
    private DnsQuery query;

    /**
     * A forwarder without connections.
     *
     * @param servers    what its thread knows of them.
     * @param file       where counters are made.
     * @param scope      how counters name its thread.
     * @param maxSockets connections to each backend at a time, and as many sockets for UDP, at least 1.
     * @param clock      nanoseconds.
     */
    public TcpForwarder(
            final ThreadServers servers,
            final CountersFile file,
            final String scope,
            final int maxSockets,
            final LongSupplier clock) {
        this.servers = servers;
        this.clock = clock;
        this.maxSockets = maxSockets;
        counters = new TcpForwardCounters(file, "backends of " + scope);
        loop = new BackendLoop(clock, servers.numbers()::next16, counters);
        final ForwardingSettings settings = servers.settings();
        subnet = new ClientSubnet(
                settings.ecsPrefixV4(), settings.ecsPrefixV6(), settings.ecsOverride(), UDP_PAYLOAD_SIZE);
        cache = servers.cache();
        table = servers.begin(() -> QueryText.of(datagram, query));
        connect();
    }

    /**
     * Says whose choice of the client subnet option counts for each query, for the packet cache, too; before it is used.
     *
     * @param choice what rules made of it for the query in hand; of the event loop.
     */
    public void subnetChoice(final SubnetChoice choice) {
        subnet.choice(choice);
        if (cache != null) {
            cache.choice(choice);
        }
    }

    /**
     * Has the responses to clients recorded; before the first query.
     *
     * @param traffic of its thread alone, null for nothing.
     */
    public void recorder(final TrafficRecorder traffic) {
        recorder = traffic;
    }

    /** Takes over what was published of the servers, and closes what leads to those that are gone. By the event loop. */
    public void follow() {
        final ThreadServers.Table latest = servers.latest();
        if (latest.version() != table.version()) {
            table = latest;
            connect();
            servers.followed(latest);
        }
    }

    private void connect() {
        final List<BackendSettings> present = table.servers();
        while (backends.size() < present.size()) {
            backends.add(null);
        }
        for (int number = 0; number < backends.size(); number++) {
            final BackendSettings wanted = number < present.size() ? present.get(number) : null;
            final BackendConnections known = backends.get(number);
            if (known != null && !known.settings().equals(wanted)) {
                loop.remove(known);
                backends.set(number, null);
            }
            if (wanted != null && backends.get(number) == null) {
                backends.set(number, new BackendConnections(loop, wanted, maxSockets));
            }
        }
    }

    /**
     * Has rules asked about responses; before it is used.
     *
     * @param ofThread of the same thread.
     */
    public void rules(final ResponseRules ofThread) {
        ofThread.availability(this::isAvailable);
        rules = ofThread;
    }

    /**
     * Whether a pool has a server that is up.
     *
     * @param pool its number.
     * @return false for one without servers.
     */
    public boolean isAvailable(final int pool) {
        return table.pools().isAvailable(pool);
    }

    /**
     * Sends a query on. What it stands in is not needed afterwards; the exchange is settled when it is answered or has failed, possibly before this
     * returns.
     *
     * @param exchange the client's.
     * @param from     the message with its header, wrapped; 512 bytes behind it may be written to.
     * @param asked    its query, wrapped without a defect.
     * @param pool     number of the pool, negative for one that does not exist.
     * @return false when no server can take it; then the exchange is the caller's.
     */
    public boolean forward(final TcpExchange exchange, final Datagram from, final DnsQuery asked, final int pool) {
        if (pool < 0) {
            return false;
        }
        follow();
        datagram = from;
        query = asked;
        final long nowNs = clock.getAsLong();
        final int questionLength = asked.questionEnd() - DnsHeader.LENGTH;
        final long hash = table.pools().hashesNames(pool)
                ? NameHash.stable(asked.message() + DnsHeader.LENGTH, questionLength - QUESTION_FIXED_LENGTH)
                : 0;
        final BackendShare share = table.pools().choose(pool, hash, nowNs);
        if (share == null) {
            return false;
        }
        final BackendSettings settings = share.backend().settings();
        final int id = asked.id();
        final boolean hasEdns = asked.hasEdns();
        final byte[] noted = isTransfer(asked) ? NotedQuery.NOTHING : notedQuery.note(rules, from, asked);
        boolean withSubnet = asked.isOptAdded();
        if (settings.useClientSubnet() && !isTransfer(asked)) {
            subnet.add(from, Math.min(MAX_MESSAGE_LENGTH, from.payloadLength() + ROOM_BEHIND));
            withSubnet |= subnet.isAdded();
        }
        final byte[] message = copy(from.payloadAddress(), from.payloadLength());
        byte[] header = NO_HEADER;
        if (settings.useProxyProtocol()) {
            final int length = ProxyHeader.write(from.payloadAddress(), from);
            header = copy(from.payloadAddress() - length, length);
        }
        final byte[] cacheKey = cache == null ? NO_KEY : cache.remembered();
        share.sent(nowNs);
        counters.outstanding(1);
        loop.attach(exchange.loop());
        backends.get(share.backend().number())
                .send(new ClientQuery(
                        this,
                        new ClientQuery.Origin(
                                exchange,
                                share,
                                id,
                                asked.clientFlags(),
                                asked.changedFlags(),
                                hasEdns,
                                withSubnet,
                                cacheKey,
                                noted,
                                nowNs,
                                from.isIpv6(),
                                from.sourceHigh(),
                                from.sourceLow()),
                        message,
                        questionLength,
                        header));
        return true;
    }

    /** An answer of several messages is passed on as it is, so that its query must not tell more than the client did. */
    private static boolean isTransfer(final DnsQuery asked) {
        return asked.qtype() == TYPE_IXFR || asked.qtype() == TYPE_AXFR;
    }

    private static byte[] copy(final long address, final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) Memory.byteAt(address + i);
        }
        return bytes;
    }

    /**
     * The packet caches as its thread sees them.
     *
     * @return null where no pool has one.
     */
    public CacheFront cache() {
        return cache;
    }

    void forwarded() {
        counters.forwarded();
    }

    /** The last message may well be one without a question, of which only the response code is looked at. */
    void answered(final ClientQuery.Origin origin, final long address, final int length) {
        counters.outstanding(-1);
        response.wrap(address, length);
        origin.share().answered(clock.getAsLong() - origin.sentNs());
        final int rcode = response.rcode();
        table.samples().get(origin.share().backend().number()).answered(rcode);
        final int left = origin.withSubnet() ? subnet.remove(address, length, !origin.hasEdns()) : length;
        Memory.putShortBigEndian(address, origin.id());
        final long flags = address + DnsHeader.FLAGS_OFFSET;
        Memory.putShortBigEndian(
                flags, DnsHeader.withClientBits(Memory.shortBigEndianAt(flags), origin.flags(), origin.changedFlags()));
        response.wrap(address, left);
        if (origin.noted().length == 0) {
            if (cache != null) {
                cache.insert(origin.cacheKey(), response, clock.getAsLong());
            }
            record(origin, rcode, left);
            origin.exchange().relay(address, left);
            return;
        }
        final boolean passed = passesRules(origin, address);
        if (rules.isChangeRefused()) {
            counters.changeRefused();
        }
        if (passed) {
            record(origin, rcode, rules.length());
            origin.exchange().relay(address, rules.length());
        } else {
            counters.droppedByRule();
            origin.exchange().drop();
        }
    }

    private void record(final ClientQuery.Origin origin, final int rcode, final int length) {
        if (recorder != null) {
            recorder.response(origin.ipv6(), origin.clientHigh(), origin.clientLow(), rcode, length, clock.getAsLong());
        }
    }

    /** Asks the rules, in between which the packet cache gets the response. */
    private boolean passesRules(final ClientQuery.Origin origin, final long address) {
        rules.follow();
        final long nowNs = clock.getAsLong();
        if (!notedQuery.passes(rules, origin.noted(), response, nowNs)) {
            return false;
        }
        response.wrap(address, rules.length());
        if (cache != null
                && rules.mayBeCached()
                && cache.insert(origin.cacheKey(), response, nowNs)
                && !rules.passesInserted()) {
            return false;
        }
        rules.finish();
        return true;
    }

    /** Passes a message of a zone transfer on; a client that is gone gets no more, and the backend has done its part. */
    boolean answeredInPart(final ClientQuery.Origin origin, final long address, final int length) {
        Memory.putShortBigEndian(address, origin.id());
        if (origin.exchange().relayPart(address, length)) {
            return true;
        }
        counters.outstanding(-1);
        origin.share().answered(clock.getAsLong() - origin.sentNs());
        origin.exchange().drop();
        return false;
    }

    void failed(final ClientQuery.Origin origin, final BackendFailure why) {
        counters.outstanding(-1);
        counters.failed(why);
        origin.share().timedOut();
        table.samples().get(origin.share().backend().number()).timedOut();
        origin.exchange().drop();
    }

    /** Closes every socket to backends; queries on their way are given up. By the event loop's thread, which ends. */
    public void close() {
        loop.close();
    }
}
