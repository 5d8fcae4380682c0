package io.ringway.engine.forward;

import io.ringway.backend.OutstandingQueries;
import io.ringway.engine.cache.CacheFront;
import io.ringway.rules.QueryTags;
import io.ringway.rules.ResponseRules;
import io.ringway.rules.block.TrafficRecorder;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.Memory;
import io.ringway.wire.forward.ClientRecord;
import io.ringway.wire.forward.ClientSubnet;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.QueryFrame;
import io.ringway.wire.forward.RelayedAnswer;

/**
 * Makes the client's answer of a response that was matched with its query: takes out what was put into the query, asks the rules for responses, has the
 * packet cache keep it, and writes the client's headers around it.
 *
 * <p>Belongs to the worker's thread.
 */
final class ResponseRelay {
    /** Type and class. */
    private static final int QUESTION_FIXED_LENGTH = 4;

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
    private final OutstandingQueries queries;
    private ResponseRules rules = ResponseRules.none();

    /** Relays what is wrapped by these two at the time of the call. */
    ResponseRelay(final WorkerForwarding parts, final Datagram datagram, final DnsResponse response) {
        this.datagram = datagram;
        this.response = response;
        queries = parts.queries();
        counters = parts.counters();
        subnet = parts.subnet();
        cache = parts.cache();
        relayed = new RelayedAnswer(parts.udpPayloadSize());
        mtu = parts.clientMtu();
    }

    /** Has responses recorded; before the first query. */
    void recorder(final TrafficRecorder traffic) {
        recorder = traffic;
    }

    /** Has rules asked about responses. */
    void rules(final ResponseRules ofWorker) {
        rules = ofWorker;
    }

    /** Takes over the rules that were given last; between batches. */
    void follow() {
        rules.follow();
    }

    /** Keeps what rules noted of the query that was sent on just now, where rules for responses may ask. */
    void remember(final int slot) {
        if (rules.relays()) {
            rules.keepTags(queries.tags(slot));
            ClientRecord.markTagsKept(queries.client(slot));
        }
    }

    /** Makes the answer to the query of that slot; false when a rule drops it, which is counted. */
    boolean relays(final int slot, final long nowNs) {
        final long record = queries.client(slot);
        if (ClientRecord.isSubnetAdded(record)) {
            final int length = subnet.remove(response.message(), response.length(), !ClientRecord.hasEdns(record));
            datagram.payloadChanged(length);
            response.wrap(response.message(), length);
        }
        if (ClientRecord.changedFlags(record) != 0) {
            restoreFlags(ClientRecord.flags(record), ClientRecord.changedFlags(record));
        }
        if (rules.relays()) {
            final boolean passed = passesRules(slot, record, nowNs);
            if (rules.isChangeRefused()) {
                counters.responseChangesRefused.incrementRelease();
            }
            if (!passed) {
                counters.dropResponseRule.incrementRelease();
                return false;
            }
        } else if (cache != null) {
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
        return true;
    }

    /** Asks the rules, in between which the packet cache gets the response. */
    private boolean passesRules(final int slot, final long record, final long nowNs) {
        QueryFrame.putId(response.message(), ClientRecord.id(record));
        final long question = queries.question(slot);
        final int nameLength = queries.questionLength(slot) - QUESTION_FIXED_LENGTH;
        final long tags = ClientRecord.hasTagsKept(record) ? queries.tags(slot) : QueryTags.NONE;
        if (!rules.passes(response, record, false, tags, question, nameLength, nowNs)) {
            return false;
        }
        responseChanged();
        if (cache != null && rules.mayBeCached() && cache.insert(slot, response, nowNs) && !rules.passesInserted()) {
            return false;
        }
        rules.finish();
        if (rules.delayMs() > 0) {
            ClientRecord.delay(record, rules.delayMs());
        }
        responseChanged();
        return true;
    }

    private void responseChanged() {
        datagram.payloadChanged(rules.length());
        response.wrap(response.message(), rules.length());
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
