package io.ringway.engine.forward;

import io.ringway.backend.BackendShare;
import io.ringway.backend.NameHash;
import io.ringway.backend.OutstandingQueries;
import io.ringway.backend.UnpredictableNumbers;
import io.ringway.backend.policy.QueryView;
import io.ringway.engine.cache.CacheFront;
import io.ringway.rules.ResponseRules;
import io.ringway.rules.block.TrafficRecorder;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.forward.ClientRecord;
import io.ringway.wire.forward.ClientSubnet;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.ProxyHeader;
import io.ringway.wire.forward.QueryFrame;
import io.ringway.wire.forward.SubnetChoice;

/**
 * Sends one worker's queries on to backends, and makes answers of the responses: chooses the server, gives the query an ID and a port that nobody
 * can foresee (RFC 5452), remembers it, and lets a response pass only when it comes from that server, to that port, with that ID and that question.
 *
 * <p>Every message stays in the frame that it came in. What a call leaves to be sent stands at {@link #frameAddress()}.
 *
 * <p>Belongs to the worker's thread; what it knows of the servers is a snapshot that the control thread replaces ({@link ServerTable}).
 */
public final class Forwarder {
    /** There is no server that could take the query. */
    public static final int NO_SERVER = -1;

    /** The query is dropped, and counted. */
    public static final int DROPPED = -2;

    /** The query waits in the batch of a socket; its frame must stay until {@link BackendSockets#flush}. */
    public static final int TO_SOCKET = -3;

    /** What a client subnet adds at most, bytes: an OPT record (RFC 6891, section 6.1.2), and in it an option with an IPv6 address (RFC 7871). */
    private static final int SUBNET_ROOM = 11 + 4 + 4 + 16;

    private final OutstandingQueries queries;
    private final UnpredictableNumbers numbers;
    private final BackendSockets sockets;

    /** The number of the first socket's port in the table of outstanding queries. */
    private final int firstSocketPort;

    /** By UDP port: the number of a reserved one, plus one; 0 for all others. */
    private final char[] numberOfPort;

    private final ClientSubnet subnet;
    private final DnsResponse response = new DnsResponse();
    private final QueryFrame queryFrame = new QueryFrame();
    private final ResponseMatcher matcher;
    private final ResponseRelay relay;
    private final ForwardCounters counters;

    /** Null where no pool has a cache. */
    private final CacheFront cache;

    private final Datagram responseDatagram;
    private final ServerSnapshots snapshots;
    private ServerTable table;
    private Datagram queryDatagram;
    private DnsQuery query;
    private long frameAddress;
    private int frameLength;
    private int delayMs;

    /** Queries that went out through sockets and wait. */
    private int waitingAtSockets;

    /** Put together by {@link WorkerForwarding}. */
    Forwarder(final WorkerForwarding parts) {
        queries = parts.queries();
        numbers = parts.numbers();
        sockets = parts.sockets();
        firstSocketPort = parts.firstSocketPort();
        numberOfPort = parts.numberOfPort();
        subnet = parts.subnet();
        counters = parts.counters();
        cache = parts.cache();
        responseDatagram = new Datagram(parts.verifyChecksums());
        matcher = new ResponseMatcher(queries, response, counters);
        relay = new ResponseRelay(parts, responseDatagram, response);
        final QueryView view = () -> QueryText.of(queryDatagram, query);
        table = new ServerTable(parts.pools(view), parts.xskRoutes(), parts.samples(), sockets.table());
        snapshots = new ServerSnapshots(table);
    }

    /**
     * Says what the worker's rules decide about responses and about the client subnet option, and who records responses; before it is used.
     *
     * @param responses of the same worker.
     * @param choice    what rules made of the option for the query in hand; of the worker's thread.
     * @param traffic   of this worker alone, null for nothing.
     */
    public void rules(final ResponseRules responses, final SubnetChoice choice, final TrafficRecorder traffic) {
        responses.availability(this::isAvailable);
        relay.rules(responses);
        subnet.choice(choice);
        relay.recorder(traffic);
    }

    /** What the control thread gives the worker to know of the servers. */
    ServerSnapshots snapshots() {
        return snapshots;
    }

    /** Takes over the latest snapshot of the servers; between batches, while no query waits in one. */
    public void follow() {
        relay.follow();
        final ServerTable fresh = snapshots.latest();
        if (fresh != table) {
            table = fresh;
            sockets.use(fresh.sockets());
            snapshots.followed(fresh);
        }
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
     * Has the answer to the next query wait.
     *
     * @param ms 0 to 65,535.
     */
    public void delayAnswer(final int ms) {
        delayMs = ms;
    }

    /**
     * How long the answer in hand is to wait.
     *
     * @return milliseconds.
     */
    public int delayMs() {
        return delayMs;
    }

    /**
     * Sends a query on.
     *
     * @param datagram the client's, wrapped.
     * @param dnsQuery its query, wrapped without a defect.
     * @param pool     number of the pool.
     * @param capacity bytes that a message may have at this place.
     * @param nowNs    the time now.
     * @return the number of the ring to the router that is to send the frame at {@link #frameAddress()}; or {@link #NO_SERVER},
     *     {@link #DROPPED} or {@link #TO_SOCKET}.
     */
    public int forward(
            final Datagram datagram, final DnsQuery dnsQuery, final int pool, final int capacity, final long nowNs) {
        if (pool < 0) {
            return NO_SERVER;
        }
        queryDatagram = datagram;
        query = dnsQuery;
        final long message = dnsQuery.message();
        final int questionLength = dnsQuery.questionEnd() - DnsHeader.LENGTH;
        final long hash = table.pools().hashesNames(pool)
                ? NameHash.stable(message + DnsHeader.LENGTH, dnsQuery.qnameLength())
                : 0;
        final BackendShare share = table.pools().choose(pool, hash, nowNs);
        if (share == null) {
            return NO_SERVER;
        }
        final int number = share.backend().number();
        final BackendSettings settings = share.backend().settings();
        final int room = (settings.useProxyProtocol() ? ProxyHeader.IPV6_LENGTH : 0)
                + (settings.useClientSubnet() ? SUBNET_ROOM : 0);
        final XskRoute route = table.xskRoute(number);
        final boolean byXsk = route != null && route.takes(datagram.payloadLength() + room);
        final int socket = byXsk ? -1 : sockets.choose(number, numbers);
        final int port = byXsk ? route.choosePort(numbers) : socket < 0 ? -1 : firstSocketPort + socket;
        final int slot = port < 0 ? -1 : queries.open(port);
        if (slot < 0) {
            counters.dropOutstandingFull.incrementRelease();
            return DROPPED;
        }
        remember(slot, number, datagram, dnsQuery, questionLength, nowNs, settings.udpTimeoutMs());
        share.sent(nowNs);
        return send(slot, settings, byXsk ? route : null, port, capacity);
    }

    private void remember(
            final int slot,
            final int backend,
            final Datagram datagram,
            final DnsQuery dnsQuery,
            final int questionLength,
            final long nowNs,
            final int timeoutMs) {
        ClientRecord.save(queries.client(slot), datagram, dnsQuery);
        ClientRecord.delay(queries.client(slot), delayMs);
        queries.question(slot, dnsQuery.message() + DnsHeader.LENGTH, questionLength);
        queries.server(slot, backend);
        queries.sentNs(slot, nowNs);
        queries.schedule(slot, nowNs, timeoutMs);
        if (cache != null) {
            cache.remember(slot);
        }
        relay.remember(slot);
    }

    private int send(
            final int slot, final BackendSettings settings, final XskRoute route, final int port, final int capacity) {
        final int id = queries.id(slot);
        if (settings.useClientSubnet()) {
            subnet.add(queryDatagram, capacity);
            if (subnet.isAdded()) {
                ClientRecord.markSubnetAdded(queries.client(slot));
            }
        }
        final long message = queryDatagram.payloadAddress();
        int length = queryDatagram.payloadLength();
        if (route != null && !settings.useProxyProtocol()) {
            queryFrame.write(queryDatagram, id, route.endpoint(), route.sourcePort(port));
            frameAddress = queryFrame.frameAddress();
            frameLength = queryFrame.frameLength();
            return route.router();
        }
        QueryFrame.putId(message, id);
        long payload = message;
        if (settings.useProxyProtocol()) {
            final int header = ProxyHeader.write(message, queries.client(slot));
            payload -= header;
            length += header;
        }
        if (route == null) {
            sockets.put(port - firstSocketPort, payload, length);
            waitingAtSockets++;
            return TO_SOCKET;
        }
        queryFrame.write(payload, length, route.endpoint(), route.sourcePort(port));
        frameAddress = queryFrame.frameAddress();
        frameLength = queryFrame.frameLength();
        return route.router();
    }

    /**
     * Makes an answer of a response that came up by AF_XDP.
     *
     * @param address   first byte of its frame.
     * @param length    bytes of the frame.
     * @param elsewhere whether it came up on another thread than the worker's.
     * @param nowNs     the time now.
     * @return true when the answer stands at {@link #frameAddress()}; false when it is dropped, and counted.
     */
    public boolean relaysFrame(final long address, final int length, final boolean elsewhere, final long nowNs) {
        if (responseDatagram.wrap(address, length) != io.ringway.wire.PacketDefect.NONE) {
            counters.dropResponseInvalid.incrementRelease();
            return false;
        }
        final int port = numberOfPort[responseDatagram.destinationPort()] - 1;
        final int slot = matcher.slotOf(responseDatagram, port);
        if (slot < 0) {
            return false;
        }
        final XskRoute route = table.xskRoute(queries.server(slot));
        if (route == null || !route.isFrom(responseDatagram)) {
            counters.dropResponseSource.incrementRelease();
            return false;
        }
        if (elsewhere) {
            counters.responsesOtherThread.incrementRelease();
            route.cameElsewhere(port);
        }
        return relays(slot, nowNs);
    }

    /**
     * Makes an answer of a response that came through a socket.
     *
     * @param payload first byte of the message, behind a prepared {@link io.ringway.wire.SocketMessage} header.
     * @param length  bytes.
     * @param nowNs   the time now.
     * @return true when the answer stands at {@link #frameAddress()}; false when it is dropped, and counted.
     */
    public boolean relaysMessage(final long payload, final int length, final long nowNs) {
        // The kernel has seen to source and destination; what the header says of the latter is nobody's.
        responseDatagram.wrapMessage(payload, length);
        final int slot = matcher.slotOf(responseDatagram, firstSocketPort + sockets.current());
        return slot >= 0 && relays(slot, nowNs);
    }

    private boolean relays(final int slot, final long nowNs) {
        final int number = queries.server(slot);
        table.pools().share(number).answered(nowNs - queries.sentNs(slot));
        table.samples(number).answered(response.rcode());
        final boolean relayed = relay.relays(slot, nowNs);
        frameAddress = relay.frameAddress();
        frameLength = relay.frameLength();
        delayMs = ClientRecord.delayMs(queries.client(slot));
        close(slot);
        return relayed;
    }

    private void close(final int slot) {
        final int port = queries.port(slot);
        if (port >= firstSocketPort) {
            waitingAtSockets--;
            sockets.ended(port - firstSocketPort);
        }
        queries.close(slot);
    }

    /**
     * Gives up the queries whose time is over.
     *
     * @param nowNs the time now.
     * @return how many.
     */
    public int expire(final long nowNs) {
        int count = 0;
        int slot = queries.expired(nowNs);
        while (slot >= 0) {
            final int number = queries.server(slot);
            table.pools().share(number).timedOut();
            table.samples(number).timedOut();
            close(slot);
            count++;
            slot = queries.expired(nowNs);
        }
        if (count > 0) {
            counters.timedOut.getAndAddRelease(count);
        }
        counters.outstanding.setRelease(queries.size());
        return count;
    }

    /**
     * Whether a query waits that went out through a socket.
     *
     * @return false where only late responses can come through sockets.
     */
    public boolean waitsAtSockets() {
        return waitingAtSockets > 0;
    }

    /**
     * Whether a query waits for an answer.
     *
     * @return true while there is a time-out to come.
     */
    public boolean isWaiting() {
        return queries.size() > 0;
    }

    /**
     * The packet caches as this worker sees them.
     *
     * @return run by the same thread; null where no pool has a cache.
     */
    public CacheFront cache() {
        return cache;
    }

    /**
     * The sockets of this worker.
     *
     * @return run by the same thread.
     */
    public BackendSockets sockets() {
        return sockets;
    }

    /**
     * Where the last query or answer begins.
     *
     * @return address of its Ethernet header, or of the message for a client's socket.
     */
    public long frameAddress() {
        return frameAddress;
    }

    /**
     * Bytes of the last query or answer.
     *
     * @return bytes.
     */
    public int frameLength() {
        return frameLength;
    }
}
