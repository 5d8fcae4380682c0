package io.ringway.engine.forward.gateway;

import io.ringway.backend.UnpredictableNumbers;
import io.ringway.observe.CountersFile;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.stack.BackendSocket;
import io.ringway.stack.PairedSocket;
import io.ringway.stack.tcp.backend.BackendConnections;
import io.ringway.stack.tcp.backend.BackendLoop;
import io.ringway.stack.tcp.backend.BackendThread;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Takes queries that came over UDP to backends that are asked over TCP alone ({@code tcpOnly}).
 *
 * <p>A worker has a socket to such a backend as it has to any other, but connected to this: it sends and receives in batches, sleeps on it, gives up
 * what is not answered in time and counts what does not fit, by the code that it has for datagrams, and allocates nothing. All that TCP needs,
 * allocation included, happens on one thread here, with which a connection's cost bears the copy through the kernel.
 *
 * <pre>
 *  Worker ── BackendSocket ══ PairedSocket ── GatewayPort ── BackendConnections ── TCP ── backend
 *            sendmmsg, recvmmsg   │ one for each worker and backend
 *                                 └ socketpair(2)
 * </pre>
 *
 * <p>Opened and closed by the control thread.
 */
public final class TcpGateway implements AutoCloseable {
    /** Connections to one backend at a time; what finds all of them busy waits for one. */
    public static final int MAX_CONNECTIONS = 256;

    private static final String NAME = "tcpOnly";

    private final GatewayCounters counters;
    private final BackendLoop loop;
    private final BackendThread thread;
    private final IdentityHashMap<BackendSettings, BackendConnections> backends = new IdentityHashMap<>();
    private final IdentityHashMap<BackendSettings, List<PairedSocket>> sockets = new IdentityHashMap<>();

    /**
     * A gateway to no backend yet.
     *
     * @param file where counters are made.
     */
    public TcpGateway(final CountersFile file) {
        final UnpredictableNumbers numbers = new UnpredictableNumbers();
        counters = new GatewayCounters(file, "backends of " + NAME);
        loop = new BackendLoop(System::nanoTime, numbers::next16, counters);
        thread = new BackendThread(NAME, loop);
    }

    /**
     * Makes a worker's way to a backend. A query may wait there as long as its worker waits for the answer.
     *
     * @param backend  the backend's; the same object for each of the workers.
     * @param capacity bytes of a response that the worker takes.
     * @return the worker's end, to be closed by the caller.
     * @throws io.ringway.xdp.NativeException when the process has no descriptor left.
     */
    public BackendSocket open(final BackendSettings backend, final int capacity) {
        final PairedSocket.Pair pair = PairedSocket.open();
        sockets.computeIfAbsent(backend, of -> new ArrayList<>()).add(pair.far());
        thread.run(() -> {
            final BackendConnections connections = backends.computeIfAbsent(
                    backend, of -> new BackendConnections(loop, of, MAX_CONNECTIONS, of.udpTimeoutMs()));
            final GatewayPort port =
                    new GatewayPort(pair.far(), connections, backend.useProxyProtocol(), capacity, counters);
            thread.watch(pair.far().fd(), port::receive);
        });
        return pair.near();
    }

    /**
     * Closes what leads to a backend that is gone; repeated calls do nothing.
     *
     * @param backend as it was opened; no worker sends to it any more.
     */
    public void release(final BackendSettings backend) {
        final List<PairedSocket> gone = sockets.remove(backend);
        if (gone != null) {
            thread.run(() -> {
                gone.forEach(socket -> {
                    thread.forget(socket.fd());
                    socket.close();
                });
                loop.remove(backends.remove(backend));
            });
        }
    }

    /** Closes every connection and ends the thread. The workers' threads must have ended. */
    @Override
    public void close() {
        thread.close();
        sockets.values().forEach(of -> of.forEach(PairedSocket::close));
    }
}
