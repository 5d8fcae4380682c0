package io.ringway.engine.forward;

import io.ringway.observe.CountersFile;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.BackendSource;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.settings.backend.PolicySettings;
import io.ringway.settings.backend.PoolSettings;
import io.ringway.stack.UdpSocket;
import io.ringway.stack.UdpSocketOptions;
import io.ringway.wire.Datagram;
import io.ringway.wire.Memory;
import io.ringway.wire.PacketDefect;
import io.ringway.wire.SocketMessage;
import io.ringway.wire.forward.BackendEndpoint;
import io.ringway.wire.forward.QueryFrame;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Stands for the configured backends while forwarding warms up: of the same kinds and chosen by the same policy, but played by this process, over
 * a socket of the loopback interface and over frames that stay in memory. No real backend hears of it.
 *
 * <p>They answer most queries rightly, and others with a wrong ID, question or source, with garbage, or never. Control thread.
 */
public final class WarmUpBackends implements AutoCloseable {
    /** Stand-ins at most: enough for every kind, few enough to be there at once. */
    private static final int MOST = 8;

    private static final int TIMEOUT_MS = 2;
    private static final int BATCH = 64;
    private static final int FRAME_BYTES = 2048;
    private static final int DNS_PORT = 53;
    private static final int FIRST_SOURCE_PORT = 20_000;
    private static final int SOURCE_PORTS = 8;
    private static final long OWN_MAC = 0x0200_0000_0001L;
    private static final long BACKEND_MAC = 0x0200_0000_0002L;
    private static final InetAddress OWN = InetAddress.ofLiteral("192.0.2.1");

    /** TEST-NET-2 (RFC 5737). */
    private static final int FIRST_ADDRESS = 0xC633_6401;

    /** The first bytes of a PROXY protocol header, version 2, whose length stands at 14 without the 16 that each has. */
    private static final int PROXY_SIGNATURE = 0x0D0A_0D0A;

    private static final int PROXY_LENGTH_OFFSET = 14;
    private static final int PROXY_FIXED_LENGTH = 16;

    private static final int TURNS = 16;

    private final Arena arena = Arena.ofConfined();
    private final Forwarding forwarding;
    private final UdpSocket socket;
    private final List<BackendEndpoint> endpoints;
    private final int[] sourcePorts =
            IntStream.range(FIRST_SOURCE_PORT, FIRST_SOURCE_PORT + SOURCE_PORTS).toArray();

    /** The way back from each backend to each port. */
    private final BackendEndpoint[][] back;

    private final Datagram datagram = new Datagram(true);
    private final QueryFrame responseFrame = new QueryFrame();
    private int turn;

    private WarmUpBackends(final UdpSocket socket, final ForwardingSettings settings, final CountersFile file) {
        this.socket = socket;
        socket.waitElsewhere();
        final long frames =
                arena.allocate((long) BATCH * FRAME_BYTES, FRAME_BYTES).address();
        for (int i = 0; i < BATCH; i++) {
            lend(i, frames + (long) i * FRAME_BYTES + SocketMessage.HEADER_LENGTH);
        }
        forwarding = Forwarding.open(settings, 1, IntStream.empty(), file);
        final int count = settings.backends().size();
        endpoints = IntStream.range(0, count)
                .mapToObj(i -> new BackendEndpoint(OWN_MAC, OWN, address(i), 0))
                .toList();
        back = new BackendEndpoint[count][SOURCE_PORTS];
        for (int i = 0; i < count; i++) {
            for (int p = 0; p < SOURCE_PORTS; p++) {
                back[i][p] = new BackendEndpoint(
                        BACKEND_MAC, address(i).getAddress(), new InetSocketAddress(OWN, sourcePorts[p]), 0);
                back[i][p].nextHopMac(OWN_MAC);
            }
        }
    }

    /**
     * Makes stand-ins.
     *
     * @param configured what the operator asked for.
     * @param policy     chooses among them.
     * @param file       takes their counters; nobody's.
     * @return up.
     * @throws io.ringway.xdp.NativeException when there is no loopback address.
     */
    public static WarmUpBackends open(
            final ForwardingSettings configured, final PolicySettings policy, final CountersFile file) {
        final UdpSocket socket = UdpSocket.open(new UdpSocketOptions(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), false, "", BATCH, 0, 0));
        try {
            return new WarmUpBackends(socket, standIns(configured, policy, socket.localPort()), file);
        } catch (final RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static ForwardingSettings standIns(
            final ForwardingSettings configured, final PolicySettings policy, final int port) {
        return new ForwardingSettings(
                configured.backends().stream()
                        .limit(MOST)
                        .map(backend -> standIn(backend, configured.poolNames(), port))
                        .toList(),
                configured.poolNames().stream()
                        .map(name -> new PoolSettings(name, Optional.of(policy)))
                        .toList(),
                policy,
                configured.weightedBalancing(),
                configured.consistentBalancing(),
                configured.roundRobinFails(),
                configured.servFailWithoutServer(),
                configured.maxOutstanding(),
                configured.ecsPrefixV4(),
                configured.ecsPrefixV6(),
                configured.ecsOverride(),
                false);
    }

    private static BackendSettings standIn(final BackendSettings of, final List<String> pools, final int port) {
        return new BackendSettings(
                of.location(),
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
                of.id(),
                of.name(),
                pools,
                of.order(),
                of.weight(),
                of.qps(),
                1,
                BackendSource.ANY,
                TIMEOUT_MS,
                of.maxOutstanding(),
                of.tcp(),
                false,
                of.useClientSubnet(),
                of.disableZeroScope(),
                of.useProxyProtocol(),
                of.reconnectOnUp(),
                of.dscp(),
                List.of(),
                of.health().withMode(HealthCheckSettings.Mode.UP),
                List.of(),
                Optional.empty());
    }

    private static InetSocketAddress address(final int backend) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(java.nio.ByteBuffer.allocate(Integer.BYTES)
                            .putInt(FIRST_ADDRESS + backend)
                            .array()),
                    DNS_PORT);
        } catch (final java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * A forwarder for messages of sockets.
     *
     * @param plan without AF_XDP sockets.
     * @return its thread may be any.
     */
    public Forwarding.Made ofMessages(final ForwarderPlan plan) {
        return forwarding.forwarder(plan);
    }

    /**
     * A forwarder for frames, whose queries leave by its worker's ring 1, and by sockets while {@link #reachable} says so.
     *
     * @param plan without AF_XDP sockets.
     * @return with the destinations of responses under the empty name.
     */
    public Forwarding.Made ofFrames(final ForwarderPlan plan) {
        return forwarding.forwarder(plan, endpoints, OWN, sourcePorts);
    }

    /**
     * Lets next hops be known or not.
     *
     * @param byFrames whether frames can leave; else queries take the sockets.
     */
    public void reachable(final boolean byFrames) {
        endpoints.forEach(endpoint -> endpoint.nextHopMac(byFrames ? BACKEND_MAC : 0));
    }

    /**
     * Makes a response of a frame.
     *
     * @param address first byte.
     * @param length  bytes.
     * @return true when the response stands at {@link #frameAddress()}; false for a frame to a client and for a query that nobody answers.
     */
    public boolean answersFrame(final long address, final int length) {
        if (datagram.wrap(address, length) != PacketDefect.NONE) {
            return false;
        }
        final int port = datagram.sourcePort() - FIRST_SOURCE_PORT;
        if (port < 0 || port >= SOURCE_PORTS) {
            return false;
        }
        final int backend = (int) datagram.destinationLow() - FIRST_ADDRESS;
        final long payload = datagram.payloadAddress();
        final int header = proxyHeaderLength(payload);
        final int answer = respond(payload + header, datagram.payloadLength() - header);
        if (answer == 0) {
            return false;
        }
        responseFrame.write(payload + header, answer, back[backend][port], turn == TURNS - 1 ? DNS_PORT + 1 : DNS_PORT);
        return true;
    }

    /**
     * Where the last response begins.
     *
     * @return in the frame of its query.
     */
    public long frameAddress() {
        return responseFrame.frameAddress();
    }

    /**
     * The last response.
     *
     * @return bytes.
     */
    public int frameLength() {
        return responseFrame.frameLength();
    }

    /** Answers everything that came through sockets. */
    public void answerMessages() {
        int count = socket.receive();
        while (count > 0) {
            int answers = 0;
            for (int i = 0; i < count; i++) {
                final long payload = socket.payload(i);
                final int header = proxyHeaderLength(payload);
                final int length = socket.length(i) - header;
                Memory.copy(payload + header, payload, length);
                final int answer = respond(payload, length);
                if (answer > 0) {
                    socket.put(answers++, payload, answer);
                }
            }
            socket.send(0, answers);
            for (int i = 0; i < count; i++) {
                lend(i, socket.payload(i));
            }
            count = socket.receive();
        }
    }

    private void lend(final int index, final long payload) {
        socket.prepare(payload);
        socket.lend(index, payload, FRAME_BYTES - SocketMessage.HEADER_LENGTH);
    }

    private static int proxyHeaderLength(final long payload) {
        return Memory.intBigEndianAt(payload) == PROXY_SIGNATURE
                ? PROXY_FIXED_LENGTH + Memory.shortBigEndianAt(payload + PROXY_LENGTH_OFFSET)
                : 0;
    }

    /** Makes a response of a query where it is, or worse; its length, 0 for none. */
    private int respond(final long message, final int length) {
        turn = (turn + 1) % TURNS;
        Memory.putByte(message + 2, Memory.byteAt(message + 2) | 0x80);
        switch (turn) {
            case 0 -> {
                return 0;
            }
            case 1 -> Memory.putByte(message + 1, ~Memory.byteAt(message + 1));
            case 2 -> Memory.putByte(message + 13, '?');
            case 3 -> {
                return Short.BYTES;
            }
            default -> {
                return length;
            }
        }
        return length;
    }

    @Override
    public void close() {
        forwarding.close();
        socket.close();
        arena.close();
    }
}
