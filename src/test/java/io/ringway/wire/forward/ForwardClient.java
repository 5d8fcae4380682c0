package io.ringway.wire.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.FrameKind;
import io.ringway.wire.PacketChecker;
import io.ringway.wire.PacketDefect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A way in which a client asks.
 *
 * @param name for messages.
 * @param kind of its frames; a socket's message has none.
 * @param ipv6 the family of a socket.
 */
record ForwardClient(String name, Optional<FrameKind> kind, boolean ipv6) {
    static List<ForwardClient> all() {
        final List<ForwardClient> all = new ArrayList<>();
        for (final FrameKind kind : FrameKind.all()) {
            all.add(new ForwardClient(kind.name(), Optional.of(kind), false));
        }
        all.add(new ForwardClient("socket, IPv4", Optional.empty(), false));
        all.add(new ForwardClient("socket, IPv6", Optional.empty(), true));
        return all;
    }

    boolean isFramed() {
        return kind.isPresent();
    }

    /** Places a query in the room and saves it in the record; returns the query's frame, or its message for a socket. */
    byte[] ask(final ForwardRoom room, final byte[] message, final long record) {
        final Datagram datagram = new Datagram(true);
        final DnsQuery query = new DnsQuery();
        final byte[] sent;
        if (isFramed()) {
            sent = kind.get().builder().get().payload(message).build();
            assertThat(datagram.wrap(room.frame(sent, 0), sent.length)).isEqualTo(PacketDefect.NONE);
        } else {
            sent = message;
            final long address = ipv6
                    ? room.socketMessage(message, 0, "2001:db8:1::7", 40_000, "2001:db8:2::53", 53, false)
                    : room.socketMessage(message, 0, "192.0.2.7", 40_000, "198.51.100.53", 53, false);
            assertThat(datagram.wrapMessage(address, message.length)).isEqualTo(PacketDefect.NONE);
        }
        assertThat(query.wrap(datagram.payloadAddress(), datagram.payloadLength()))
                .isEqualTo(PacketDefect.NONE);
        ClientRecord.save(record, datagram, query);
        return sent;
    }

    /** Takes an answer apart, which for a frame must be one to that query; returns its message. */
    byte[] payload(final byte[] answer, final byte[] query) {
        return isFramed()
                ? PacketChecker.parse(answer)
                        .answers(PacketChecker.parse(query))
                        .payload()
                : answer;
    }

    @Override
    public String toString() {
        return name;
    }
}
