package io.ringway.engine.forward.gateway;

import io.ringway.stack.PairedSocket;
import io.ringway.stack.tcp.backend.BackendConnections;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsName;
import io.ringway.wire.Memory;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.ProxyHeader;
import io.ringway.wire.forward.ResponseTruncation;

/**
 * Where one worker's queries to one backend come in, and their responses go out: cut to header and question with TC=1 where they are longer than the
 * frame that the worker has for them.
 *
 * <p>Belongs to the gateway's thread.
 */
final class GatewayPort {
    private static final int QUESTION_FIXED_LENGTH = 4;
    private static final byte[] NO_HEADER = new byte[0];

    private final PairedSocket socket;
    private final BackendConnections connections;
    private final boolean withHeader;
    private final int capacity;
    private final GatewayCounters counters;
    private final DnsResponse response = new DnsResponse();
    private final ResponseTruncation truncation = new ResponseTruncation();

    /**
     * A port that nothing has come to.
     *
     * @param socket      whose near end the worker has.
     * @param connections to the backend.
     * @param withHeader  whether a PROXY protocol header stands in front of each query.
     * @param capacity    bytes of a response that the worker takes.
     * @param counters    of the gateway.
     */
    GatewayPort(
            final PairedSocket socket,
            final BackendConnections connections,
            final boolean withHeader,
            final int capacity,
            final GatewayCounters counters) {
        this.socket = socket;
        this.connections = connections;
        this.withHeader = withHeader;
        this.capacity = capacity;
        this.counters = counters;
    }

    /** Takes in what has come. */
    void receive() {
        int count;
        do {
            count = socket.receive();
            for (int i = 0; i < count; i++) {
                send(socket.payload(i), socket.length(i));
            }
        } while (count == PairedSocket.BATCH);
    }

    private void send(final long address, final int length) {
        final int headerLength = withHeader ? ProxyHeader.length(address) : 0;
        final long message = address + headerLength;
        final int messageLength = length - headerLength;
        // The worker has seen to it that there is one question.
        final int questionLength =
                DnsName.endOfPlain(message, DnsHeader.LENGTH, messageLength) + QUESTION_FIXED_LENGTH - DnsHeader.LENGTH;
        connections.send(new GatewayQuery(
                this,
                Memory.shortBigEndianAt(message),
                copy(message, messageLength),
                questionLength,
                withHeader ? copy(address, headerLength) : NO_HEADER));
    }

    private static byte[] copy(final long address, final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) Memory.byteAt(address + i);
        }
        return bytes;
    }

    /** Sends a response to the worker, cut where it is too long or not the whole answer. */
    void answer(final int workersId, final long address, final int length, final boolean incomplete) {
        int left = length;
        if (incomplete || length > capacity) {
            response.wrap(address, length);
            left = truncation.cut(response);
            counters.truncated();
        }
        Memory.putShortBigEndian(address, workersId);
        if (!socket.send(address, left)) {
            counters.dropped();
        }
    }
}
