package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.observe.CounterDescriptor;
import io.ringway.wire.DnsMessageBuilder;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Zone transfers of TCP clients, whose answers are many messages. */
@Timeout(120)
class TransferTest {
    private static final int AXFR = 252;
    private static final int TIMEOUT_MS = 20_000;
    private static final int MESSAGES = 400;
    private static final int RECORDS = 3_000;
    private static final String CONFIGURATION = """
            setTCPSendTimeout(30)
            addLocal("$4:53", {maxInFlight=10})
            newServer({address="$b4:53", maxInFlight=10, healthCheckMode="up"})
            """;

    private static byte[] query(final int id, final int type) {
        return new DnsMessageBuilder()
                .id(id)
                .question(DnsMessageBuilder.name("zone.example"), type, 1)
                .build();
    }

    private static Socket connect(final ForwardingBench bench) throws Exception {
        final Socket socket = bench.bench()
                .add(NamespaceThread.call(
                        bench.bench().client(), () -> new Socket(InetAddress.ofLiteral(bench.serverV4()), 53)));
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    private static void send(final Socket socket, final byte[] message) throws IOException {
        final byte[] framed = new byte[2 + message.length];
        framed[0] = (byte) (message.length >> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        socket.getOutputStream().write(framed);
    }

    private static byte[] receive(final DataInputStream in) throws IOException {
        final byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return message;
    }

    private static void sendTransfer(final StreamBackend.Query received) throws IOException {
        for (final byte[] message : Transfers.messages(received.message(), MESSAGES, RECORDS)) {
            received.send(message);
        }
    }

    /** 19 MB, of which little may be held back for a client that does not read. */
    @Test
    void passesEveryMessageOnAsFastAsTheClientReads() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1)) {
            final StreamBackend backend =
                    bench.bench().add(StreamBackend.open(bench.backendNamespace(), 0, bench.v4()));
            final RingwayProcess ringway = bench.serve(CONFIGURATION);
            backend.script(received -> {
                if (received.message()[received.message().length - 3] == (byte) AXFR) {
                    sendTransfer(received);
                } else {
                    received.send(ScriptedBackend.response(received.message()));
                }
            });
            final Socket client = connect(bench);
            final byte[] transfer = query(7, AXFR);
            send(client, transfer);
            Until.isTrue(
                    "as much as is held back for a client that does not read",
                    () -> ringway.counters().sum(CounterDescriptor.RECEIVED) > 3,
                    () -> ForwardingBench.counters(ringway));
            // Another client is served meanwhile, over another connection to the backend.
            final Socket other = connect(bench);
            for (int i = 0; i < 20; i++) {
                final byte[] query = query(i, 1);
                send(other, query);
                assertThat(receive(new DataInputStream(other.getInputStream())))
                        .isEqualTo(ScriptedBackend.response(query));
            }
            assertThat(ringway.counters().sum(CounterDescriptor.RECEIVED))
                    .as("most messages are still with the backend: " + ForwardingBench.counters(ringway))
                    .isLessThan(MESSAGES);
            final DataInputStream in = new DataInputStream(client.getInputStream());
            final List<byte[]> expected = Transfers.messages(transfer, MESSAGES, RECORDS);
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(Arrays.equals(receive(in), expected.get(i)))
                        .as("message %d", i)
                        .isTrue();
            }
            // The connection is as good as before.
            final byte[] query = query(9, 1);
            send(client, query);
            assertThat(receive(in)).isEqualTo(ScriptedBackend.response(query));
            ForwardingBench.awaitCount(ringway, CounterDescriptor.RELAYED, MESSAGES + 21L);
            ForwardingBench.assertAtRest(ringway);
        }
    }

    @Test
    void accountsForTransfersWhoseClientHasGone() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1)) {
            final StreamBackend backend =
                    bench.bench().add(StreamBackend.open(bench.backendNamespace(), 0, bench.v4()));
            final RingwayProcess ringway = bench.serve(CONFIGURATION);
            backend.script(TransferTest::sendTransfer);
            final Socket client = connect(bench);
            client.setSoLinger(true, 0);
            send(client, query(7, AXFR));
            assertThat(receive(new DataInputStream(client.getInputStream()))).isNotEmpty();
            client.close();
            ForwardingBench.assertAtRest(ringway);
            // The backend's connection was closed, so that it does not send the rest to nobody.
            assertThat(ringway.counters().sum(CounterDescriptor.RECEIVED)).isLessThan(MESSAGES);
        }
    }

    @Test
    void endsTheConnectionWhereTheBackendEndsWithinATransfer() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1)) {
            final StreamBackend backend =
                    bench.bench().add(StreamBackend.open(bench.backendNamespace(), 0, bench.v4()));
            final RingwayProcess ringway = bench.serve(CONFIGURATION);
            final byte[] transfer = query(7, AXFR);
            final List<byte[]> expected = Transfers.messages(transfer, 5, 10);
            backend.script(received -> {
                for (final byte[] message :
                        Transfers.messages(received.message(), 5, 10).subList(0, 3)) {
                    received.send(message);
                }
                received.socket().close();
            });
            final Socket client = connect(bench);
            send(client, transfer);
            final DataInputStream in = new DataInputStream(client.getInputStream());
            for (int i = 0; i < 3; i++) {
                assertThat(receive(in)).isEqualTo(expected.get(i));
            }
            assertThat(in.read()).as("the end").isEqualTo(-1);
            assertThat(backend.queryCount())
                    .as("nobody is asked for the rest again")
                    .isEqualTo(1);
            ForwardingBench.awaitCount(ringway, CounterDescriptor.TIMED_OUT, 1);
            ForwardingBench.assertAtRest(ringway);
        }
    }
}
