package io.ringway.wire.forward;

import io.ringway.wire.FrameRoom;
import io.ringway.wire.Memory;
import io.ringway.wire.SocketMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A place of a packet as the server has it: 256 bytes that may be written to in front, some behind, and canaries around all of it. */
final class ForwardRoom implements AutoCloseable {
    static final int HEADROOM = 256;

    private final FrameRoom room = new FrameRoom();

    /** Puts a frame there, with as many bytes behind it as wanted, and returns its address. */
    long frame(final byte[] frame, final int behind) {
        final ByteBuffer bytes = ByteBuffer.allocate(HEADROOM + frame.length + behind);
        bytes.put(HEADROOM, frame);
        return room.place(bytes.array(), 64, 0x41) + HEADROOM;
    }

    /** Puts the message of a socket there, with a header in front of it, and returns its address. */
    long socketMessage(
            final byte[] message,
            final int behind,
            final String client,
            final int clientPort,
            final String own,
            final int ownPort,
            final boolean tcp) {
        final long address = frame(message, behind);
        final byte[] source = InetAddress.ofLiteral(client).getAddress();
        SocketMessage.putSocketAddress(address + SocketMessage.SOURCE_OFFSET, source, clientPort);
        SocketMessage.putAddress(
                address + SocketMessage.DESTINATION_OFFSET,
                InetAddress.ofLiteral(own).getAddress());
        Memory.putShortBigEndian(address + SocketMessage.DESTINATION_PORT_OFFSET, ownPort);
        Memory.putInt(address + SocketMessage.FLAGS_OFFSET, tcp ? SocketMessage.TCP : 0);
        return address;
    }

    byte[] read(final long address, final int length) {
        return room.read(address, length);
    }

    void verifyCanaries() {
        room.verifyCanaries();
    }

    /** A resolved backend, 203.0.113.9:5300 asked from 203.0.113.1, or their like in IPv6. */
    static BackendEndpoint backend(final boolean ipv6, final int dscp) {
        final BackendEndpoint endpoint = new BackendEndpoint(
                0x0A_01_02_03_04_05L,
                InetAddress.ofLiteral(ipv6 ? "2001:db8:9::1" : "203.0.113.1"),
                new InetSocketAddress(InetAddress.ofLiteral(ipv6 ? "2001:db8:9::9" : "203.0.113.9"), 5300),
                dscp);
        endpoint.nextHopMac(0x0E_F1_F2_F3_F4_F5L);
        return endpoint;
    }

    @Override
    public void close() {
        room.close();
    }
}
