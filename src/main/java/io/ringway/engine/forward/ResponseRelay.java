package io.ringway.engine.forward;

import io.ringway.engine.cache.CacheFront;
import io.ringway.rules.block.TrafficRecorder;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.Memory;
import io.ringway.wire.forward.ClientRecord;
import io.ringway.wire.forward.ClientSubnet;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.RelayedAnswer;

/**
 * Makes the client's answer of a response that was matched with its query: takes out what was put into the query, has the packet cache keep it, and
 * writes the client's headers around it.
 *
 * <p>Belongs to the worker's thread.
 */
final class ResponseRelay {
    private final Datagram datagram;
    private final DnsResponse response;
    private final ClientSubnet subnet;

    /** Null where no pool has a cache. */
    private final CacheFront cache;

    /** Null where nothing is recorded. */
    private TrafficRecorder recorder;

    private final RelayedAnswer relayed;
    private final int mtu;
    private final ForwardCounters counters;

    /** Relays what is wrapped by these two at the time of the call. */
    ResponseRelay(final WorkerForwarding parts, final Datagram datagram, final DnsResponse response) {
        this.datagram = datagram;
        this.response = response;
        subnet = parts.subnet();
        cache = parts.cache();
        relayed = new RelayedAnswer(parts.udpPayloadSize());
        mtu = parts.clientMtu();
        counters = parts.counters();
    }

    /** Has responses recorded; before the first query. */
    void recorder(final TrafficRecorder traffic) {
        recorder = traffic;
    }

    /** Makes the answer to the query of that slot, whose client is told by {@code record}. */
    void relay(final int slot, final long record, final long nowNs) {
        if (ClientRecord.isSubnetAdded(record)) {
            final int length = subnet.remove(response.message(), response.length(), !ClientRecord.hasEdns(record));
            datagram.payloadChanged(length);
            response.wrap(response.message(), length);
        }
        if (ClientRecord.changedFlags(record) != 0) {
            restoreFlags(ClientRecord.flags(record), ClientRecord.changedFlags(record));
        }
        if (cache != null) {
            cache.insert(slot, response, nowNs);
        }
        if (ClientRecord.isFramed(record)) {
            relayed.write(datagram, response, record, mtu);
        } else {
            relayed.writeMessage(response, record);
        }
        if (recorder != null) {
            recorder.response(
                    ClientRecord.isIpv6(record),
                    ClientRecord.clientHigh(record),
                    ClientRecord.clientLow(record),
                    response.rcode(),
                    response.length(),
                    nowNs);
        }
        if (relayed.isTruncated()) {
            counters.relayedTruncated.incrementRelease();
        }
    }

    /** What rules changed for the backend is the client's again; all other flags are the backend's to set. */
    private void restoreFlags(final int clientFlags, final int changed) {
        final int restored = DnsHeader.withClientBits(response.flags(), clientFlags, changed);
        Memory.putShortBigEndian(response.message() + DnsHeader.FLAGS_OFFSET, restored);
        datagram.payloadChanged(datagram.payloadLength());
    }

    long frameAddress() {
        return relayed.frameAddress();
    }

    int frameLength() {
        return relayed.frameLength();
    }
}
