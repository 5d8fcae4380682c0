package io.ringway.lab.tcp;

import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Connects all clients of a {@link TcpLoad}, has them ask beside each other, and checks what comes back.
 *
 * <p>Quick clients send a query at random moments and read at once. Slow ones send one byte and read one byte at each turn.
 */
public final class TcpClients implements AutoCloseable {
    /** Fewer than the kernel lets wait for their turn on a listening socket. */
    private static final int CONNECTING_AT_A_TIME = 256;

    private static final int CONNECT_TIMEOUT_MS = 60_000;
    private static final int LONGEST_SELECT_MS = 10;
    private static final long SEED = 20_261_123;

    private final TcpLoad load;
    private final Selector selector;
    private final List<LoadClient> clients = new ArrayList<>();
    private final LoadTally tally = new LoadTally();
    private final Random random = new Random(SEED);
    private final PriorityQueue<Turn> turns = new PriorityQueue<>(Comparator.comparingLong(Turn::atNs));

    /** When a client acts next. */
    private record Turn(long atNs, LoadClient client) {}

    private TcpClients(final TcpLoad load) throws IOException {
        this.load = load;
        selector = Selector.open();
    }

    /**
     * Runs a load on this thread.
     *
     * @param load      what to do.
     * @param connected is told when every client is connected, before the first query.
     * @return what came of it.
     * @throws SetupException when clients cannot connect.
     */
    public static TcpLoadReport run(final TcpLoad load, final Runnable connected) {
        try (TcpClients clients = new TcpClients(load)) {
            clients.connect();
            connected.run();
            clients.ask();
            return clients.tally.report(
                    clients.clients.size(),
                    clients.clients.stream().mapToLong(LoadClient::missing).sum());
        } catch (final IOException e) {
            throw new SetupException(
                    "TCP clients cannot connect to " + load.server() + ": " + e.getMessage()
                            + "; see that the server listens there, and that ulimit -n is above " + load.clients(),
                    e);
        }
    }

    private void connect() throws IOException {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECT_TIMEOUT_MS);
        int begun = 0;
        int done = 0;
        while (done < load.clients()) {
            while (begun < load.clients() && begun - done < CONNECTING_AT_A_TIME) {
                begin(begun++);
            }
            selector.select(LONGEST_SELECT_MS);
            for (final SelectionKey key : selector.selectedKeys()) {
                final LoadClient client = (LoadClient) key.attachment();
                if (client.channel.finishConnect()) {
                    key.interestOps(client.slow ? 0 : SelectionKey.OP_READ);
                    done++;
                }
            }
            selector.selectedKeys().clear();
            if (System.nanoTime() > deadlineNs) {
                throw new IOException(done + " of " + load.clients() + " were connected within "
                        + TimeUnit.MILLISECONDS.toSeconds(CONNECT_TIMEOUT_MS) + " s");
            }
        }
    }

    private void begin(final int number) throws IOException {
        final SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(load.server());
        final SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        // Slow ones spread evenly among the others.
        final boolean slow = (long) number * load.slowClients() / load.clients()
                != (number + 1L) * load.slowClients() / load.clients();
        final LoadClient client = new LoadClient(number, slow, channel, key, tally);
        key.attach(client);
        clients.add(client);
    }

    private void ask() throws IOException {
        final long startNs = System.nanoTime();
        final long deadlineNs = startNs + TimeUnit.MILLISECONDS.toNanos(load.timeoutMs());
        for (final LoadClient client : clients) {
            if (client.slow) {
                for (int i = 0; i < load.slowQueries(); i++) {
                    client.ask();
                }
                turns.add(new Turn(startNs + slowPauseNs(), client));
            } else {
                for (int i = 0; i < load.queries(); i++) {
                    turns.add(new Turn(
                            startNs + random.nextLong(1 + TimeUnit.MILLISECONDS.toNanos(load.durationMs())), client));
                }
            }
        }
        final int slowClients =
                (int) clients.stream().filter(client -> client.slow).count();
        final long wanted =
                (long) (clients.size() - slowClients) * load.queries() + (long) slowClients * load.slowQueries();
        while (tally.answers + tally.wrong < wanted
                && tally.closed < clients.size()
                && System.nanoTime() < deadlineNs) {
            act();
            selector.select(key -> ((LoadClient) key.attachment()).read(Integer.MAX_VALUE), LONGEST_SELECT_MS);
        }
        // What would be an answer too many comes right behind.
        selector.select(key -> ((LoadClient) key.attachment()).read(Integer.MAX_VALUE), LONGEST_SELECT_MS);
    }

    private long slowPauseNs() {
        return TimeUnit.MILLISECONDS.toNanos(load.slowIntervalMs() + random.nextInt(load.slowIntervalMs() + 1));
    }

    /** Has every client act whose turn has come. */
    private void act() {
        final long nowNs = System.nanoTime();
        while (!turns.isEmpty() && turns.element().atNs <= nowNs) {
            final LoadClient client = turns.remove().client;
            if (client.closed) {
                continue;
            }
            if (client.slow) {
                client.write(1);
                client.read(1);
                turns.add(new Turn(nowNs + slowPauseNs(), client));
            } else {
                client.ask();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (final LoadClient client : clients) {
            client.channel.close();
        }
        selector.close();
    }
}
