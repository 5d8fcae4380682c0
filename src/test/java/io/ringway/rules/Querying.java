package io.ringway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.SourceLocation;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;
import io.ringway.wire.PacketDefect;
import io.ringway.wire.SocketMessage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/** A query in hand, as a message of a socket, and the chains that tests put it through. */
final class Querying implements AutoCloseable {
    static final int PORT = 53;

    private static final int FRAME = 4096;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(SocketMessage.HEADER_LENGTH + (long) FRAME, 8);
    final Datagram datagram = new Datagram(false);
    final DnsQuery query = new DnsQuery();
    final Decision decision = new Decision();

    /** Puts a query over UDP from a client into the hand; what is wrong with it comes back. */
    PacketDefect take(final byte[] message, final byte[] client, final boolean tcp) {
        final long payload = memory.address() + SocketMessage.HEADER_LENGTH;
        SocketMessage.putSocketAddress(payload + SocketMessage.SOURCE_OFFSET, client, 4_000);
        SocketMessage.putAddress(payload + SocketMessage.DESTINATION_OFFSET, new byte[client.length]);
        Memory.putShortBigEndian(payload + SocketMessage.DESTINATION_PORT_OFFSET, PORT);
        Memory.putInt(payload + SocketMessage.FLAGS_OFFSET, tcp ? SocketMessage.TCP : 0);
        MemorySegment.copy(message, 0, memory, ValueLayout.JAVA_BYTE, SocketMessage.HEADER_LENGTH, message.length);
        assertThat(datagram.wrapMessage(payload, message.length)).isEqualTo(PacketDefect.NONE);
        return query.wrap(payload, message.length);
    }

    PacketDefect take(final byte[] message) {
        return take(message, new byte[] {(byte) 192, 0, 2, 1}, false);
    }

    Verdict ask(final RuleChain chain) {
        chain.follow();
        decision.beginBatch(0);
        return chain.evaluate(datagram, query, decision);
    }

    static RuleSettings rule(final SelectorSettings selector, final ActionSettings action) {
        return new RuleSettings(SourceLocation.COMMAND_LINE, "", "", selector, action);
    }

    static RuleChain chain(final RuleSettings... rules) {
        return new RuleChain(List.of(rules), List.of("", "a", "b"));
    }

    /** A chain that drops what the selector matches. */
    static RuleChain dropping(final SelectorSettings selector) {
        return chain(rule(selector, new ActionSettings.Drop()));
    }

    boolean matches(final SelectorSettings selector) {
        return ask(dropping(selector)) == Verdict.DROP;
    }

    static ActionSettings rcode(final int rcode) {
        return new ActionSettings.RCode(rcode, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public void close() {
        arena.close();
    }
}
