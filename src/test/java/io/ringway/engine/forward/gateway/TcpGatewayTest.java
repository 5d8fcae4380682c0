package io.ringway.engine.forward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.observe.CountersFile;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.BackendSource;
import io.ringway.settings.backend.BackendTcpSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.stack.BackendSocket;
import io.ringway.wire.DnsMessageBuilder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are asked over TCP alone come and go. */
@Timeout(60)
class TcpGatewayTest {
    private static final int CAPACITY = 1232;

    @TempDir
    private Path folder;

    @Test
    void closesWhatLeadsToAServerThatIsGone() throws Exception {
        try (CountersFile file = CountersFile.create(folder.resolve("counters"));
                TcpGateway gateway = new TcpGateway(file);
                ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                Arena arena = Arena.ofConfined()) {
            final BackendSettings going = settings(server.getLocalPort());
            final BackendSettings staying = settings(server.getLocalPort());
            try (BackendSocket one = gateway.open(going, CAPACITY);
                    BackendSocket other = gateway.open(going, CAPACITY);
                    BackendSocket third = gateway.open(staying, CAPACITY)) {
                final MemorySegment query = query(arena);
                assertThat(sent(one, query)).isEqualTo(1);
                try (Socket connection = server.accept()) {
                    assertThat(connection.getInputStream().readNBytes(2 + (int) query.byteSize()))
                            .hasSize(2 + (int) query.byteSize());

                    gateway.release(going);
                    gateway.release(going);

                    assertThat(connection.getInputStream().read())
                            .as("the end of the connection")
                            .isEqualTo(-1);
                }
                awaitRefusal(one, query);
                awaitRefusal(other, query);
                assertThat(sent(third, query)).isEqualTo(1);
                server.accept().close();
            }
        }
    }

    private static MemorySegment query(final Arena arena) {
        final byte[] message = new DnsMessageBuilder()
                .id(7)
                .question(DnsMessageBuilder.name("www.example"), 1, 1)
                .build();
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
    }

    private static int sent(final BackendSocket socket, final MemorySegment query) {
        socket.put(query.address(), (int) query.byteSize());
        return socket.flush();
    }

    /** The far end is closed on the gateway's thread, soon. */
    private static void awaitRefusal(final BackendSocket socket, final MemorySegment query) {
        while (sent(socket, query) > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static BackendSettings settings(final int port) {
        return new BackendSettings(
                SourceLocation.COMMAND_LINE,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                UUID.randomUUID(),
                "tcp",
                List.of(BackendSettings.DEFAULT_POOL),
                1,
                1,
                0,
                1,
                BackendSource.ANY,
                2_000,
                0,
                new BackendTcpSettings(5, 30, 30, 5, 16),
                true,
                false,
                false,
                false,
                false,
                0,
                List.of(),
                HealthCheckSettings.DEFAULT,
                List.of(),
                Optional.empty());
    }
}
