package io.ringway.wire.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.Datagram;
import io.ringway.wire.FrameBuilder;
import io.ringway.wire.PacketDefect;

/** Has clients ask, makes answers of responses where these are, and takes the answers apart from scratch. */
final class RelayRig implements AutoCloseable {
    final RelayedAnswer answer = new RelayedAnswer(1232);

    private final ForwardRoom queryRoom = new ForwardRoom();
    private final ForwardRoom responseRoom = new ForwardRoom();
    private final ForwardRoom recordRoom = new ForwardRoom();
    private final long record = recordRoom.frame(new byte[ClientRecord.LENGTH], 0);
    private final DnsResponse response = new DnsResponse();

    /** Has the client ask; returns the query as it came. */
    byte[] ask(final ForwardClient client, final byte[] query) {
        return client.ask(queryRoom, query, record);
    }

    /** The message of the answer that becomes of a response in a frame; {@code asked} is what {@link #ask} returned. */
    byte[] relay(
            final ForwardClient client,
            final byte[] asked,
            final Datagram datagram,
            final FrameBuilder frame,
            final byte[] message,
            final int mtu) {
        final byte[] bytes = frame.payload(message).build();
        assertThat(datagram.wrap(responseRoom.frame(bytes, 0), bytes.length)).isEqualTo(PacketDefect.NONE);
        return relay(client, asked, datagram, mtu);
    }

    /** The same for a response that came through a socket. */
    byte[] relayOfSocket(final ForwardClient client, final byte[] asked, final byte[] message, final int mtu) {
        final Datagram datagram = new Datagram(false);
        datagram.wrapMessage(
                responseRoom.socketMessage(message, 0, "192.0.2.9", 53, "192.0.2.1", 999, false), message.length);
        return relay(client, asked, datagram, mtu);
    }

    private byte[] relay(final ForwardClient client, final byte[] asked, final Datagram datagram, final int mtu) {
        assertThat(response.wrap(datagram.payloadAddress(), datagram.payloadLength()))
                .isEqualTo(ResponseDefect.NONE);
        if (client.isFramed()) {
            answer.write(datagram, response, record, mtu);
        } else {
            answer.writeMessage(response, record);
        }
        final byte[] sent = responseRoom.read(answer.frameAddress(), answer.frameLength());
        responseRoom.verifyCanaries();
        recordRoom.verifyCanaries();
        return client.payload(sent, asked);
    }

    @Override
    public void close() {
        queryRoom.close();
        responseRoom.close();
        recordRoom.close();
    }
}
