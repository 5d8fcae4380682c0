package io.ringway.rules;

import io.ringway.rules.block.BlockFilter;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.SocketMessage;
import io.ringway.wire.forward.ClientHeader;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.response.RecordTtls;
import java.lang.foreign.Arena;

/**
 * The rules for responses as one worker walks them, which may change a response where it is; none makes it longer.
 *
 * <p>Answers of its own and those of the packet cache stand where the query in hand was, and are decided about with what was noted of that: {@link
 * #passesHit}, {@link #passesSelfAnswered}. A backend's response comes when the worker has long been at other queries: {@link #keepTags} keeps what was
 * noted of the query in hand, and {@link #passes} takes it back; then come {@link #mayBeCached}, {@link #passesInserted} and {@link #finish}.
 *
 * <p>Belongs to the worker's thread; the chains are replaced as {@link RuleChain} says.
 */
public final class ResponseRules {
    private final Arena arena = Arena.ofAuto();
    private final RuleChain relayed;
    private final RuleChain inserted;
    private final RuleChain hits;
    private final RuleChain selfAnswered;
    private final DnsQuery response = new DnsQuery();

    /** Whoever a relayed response goes to. */
    private final Datagram client = new Datagram(false);

    private final long clientMessage =
            arena.allocate(SocketMessage.HEADER_LENGTH, Long.BYTES).address() + SocketMessage.HEADER_LENGTH;

    private final Decision relayDecision = new Decision();
    private Decision queryDecision = new Decision();
    private final ResponseNotes notes = new ResponseNotes();
    private boolean relays;

    /** The chains of one worker; those that are empty cost a look at that. */
    ResponseRules(
            final RuleChain relayed, final RuleChain inserted, final RuleChain hits, final RuleChain selfAnswered) {
        this.relayed = relayed;
        this.inserted = inserted;
        this.hits = hits;
        this.selfAnswered = selfAnswered;
        relayDecision.response(notes);
        queryDecision.response(notes);
        follow();
    }

    /**
     * No rules, which pass everything as it is.
     *
     * @return for one worker.
     */
    public static ResponseRules none() {
        return new ResponseRules(
                new RuleChain(RuleChain.Rules.NONE, null, BlockFilter.none()),
                new RuleChain(RuleChain.Rules.NONE, null, BlockFilter.none()),
                new RuleChain(RuleChain.Rules.NONE, null, BlockFilter.none()),
                new RuleChain(RuleChain.Rules.NONE, null, BlockFilter.none()));
    }

    /**
     * Says what the worker notes of queries in; before it is used.
     *
     * @param decision the same for every query.
     */
    public void decidesWith(final Decision decision) {
        decision.response(notes);
        queryDecision = decision;
    }

    /**
     * Says which pools have servers that are up, for relayed responses; before it is used.
     *
     * @param pools asked by this worker's thread.
     */
    public void availability(final PoolAvailability pools) {
        relayDecision.availability(pools);
    }

    /** Takes over the rules that were given last; between batches. */
    public void follow() {
        relayed.follow();
        inserted.follow();
        hits.follow();
        selfAnswered.follow();
        relays = !relayed.isEmpty() || !inserted.isEmpty();
    }

    /**
     * Whether there is a rule for relayed responses; else nothing need be kept for them, and nothing asked of them.
     *
     * @return true when there is.
     */
    public boolean relays() {
        return relays;
    }

    /**
     * Whether there is a rule for what the packet cache gives.
     *
     * @return true when there is.
     */
    public boolean hasForHits() {
        return !hits.isEmpty();
    }

    /**
     * Whether there is a rule for the worker's own answers.
     *
     * @return true when there is.
     */
    public boolean hasForSelfAnswered() {
        return !selfAnswered.isEmpty();
    }

    /**
     * Asks the rules for what the packet cache gave.
     *
     * @param datagram where the query was, its network headers unchanged; told how long the response is.
     * @param query    the query, of which header and question stand in the response.
     * @param bytes    of the response.
     * @return false when the client gets nothing; else {@link #length} says how long the response is now.
     */
    public boolean passesHit(final Datagram datagram, final DnsQuery query, final int bytes) {
        return passes(hits, datagram, query, bytes);
    }

    /**
     * Asks the rules for answers of the worker's own.
     *
     * @param datagram where the query was, its network headers unchanged; told how long the response is.
     * @param query    the query, of which header and question stand in the response.
     * @param bytes    of the response.
     * @return false when the client gets nothing; else {@link #length} says how long the response is now.
     */
    public boolean passesSelfAnswered(final Datagram datagram, final DnsQuery query, final int bytes) {
        return passes(selfAnswered, datagram, query, bytes);
    }

    private boolean passes(final RuleChain chain, final Datagram datagram, final DnsQuery query, final int bytes) {
        response.wrapResponse(
                query.message(),
                bytes,
                query.questionEnd() - DnsHeader.LENGTH,
                query.qnameAddress(),
                query.qnameLength());
        datagram.payloadChanged(bytes);
        queryDecision.beginResponse();
        final boolean passed = chain.walk(datagram, response, queryDecision) != Verdict.DROP;
        finish();
        return passed;
    }

    /**
     * Keeps what was noted of the query in hand until its response is there.
     *
     * @param tags address of {@link QueryTags#LENGTH} bytes.
     */
    public void keepTags(final long tags) {
        queryDecision.tags().keep(tags);
    }

    /**
     * Asks the rules for a backend's response.
     *
     * @param backends   what it sent, as far as its own question, ID and flags are concerned as the client is to have it.
     * @param record     the client, a {@link io.ringway.wire.forward.ClientRecord}.
     * @param tcp        whether the client asked over TCP.
     * @param tags       where {@link #keepTags} has kept them, or {@link QueryTags#NONE}.
     * @param question   address of the question that was asked.
     * @param nameLength bytes of its name.
     * @param nowNs      the time now.
     * @return false when the client gets nothing; else {@link #length} says how long the response is now.
     */
    public boolean passes(
            final DnsResponse backends,
            final long record,
            final boolean tcp,
            final long tags,
            final long question,
            final int nameLength,
            final long nowNs) {
        ClientHeader.write(clientMessage, record, tcp);
        client.wrapMessage(clientMessage, backends.length());
        response.wrapResponse(backends.message(), backends.length(), backends.questionLength(), question, nameLength);
        relayDecision.beginBatch(nowNs);
        relayDecision.beginResponse(response, tags);
        return relayed.walk(client, response, relayDecision) != Verdict.DROP;
    }

    /**
     * Whether the packet cache may have the relayed response.
     *
     * @return false when a rule said otherwise.
     */
    public boolean mayBeCached() {
        return !relayDecision.skipsCache();
    }

    /**
     * Asks the rules for what the packet cache has just taken.
     *
     * @return false when the client gets nothing.
     */
    public boolean passesInserted() {
        return inserted.walk(client, response, relayDecision) != Verdict.DROP;
    }

    /** Does what is left to do with a response: what the packet cache need not know. */
    public void finish() {
        if (notes.returnedTtlS() < RecordTtls.MAX_TTL_S) {
            if (response.isWhole()) {
                RecordTtls.limit(response, null, 0, notes.returnedTtlS());
            } else {
                notes.refuseChange();
            }
        }
    }

    /**
     * How long rules have the relayed response in hand wait.
     *
     * @return milliseconds, 0 for as long as its query's rules said.
     */
    public int delayMs() {
        return relayDecision.delayMs();
    }

    /**
     * How long the response in hand is now.
     *
     * @return bytes.
     */
    public int length() {
        return response.length();
    }

    /**
     * Whether the response in hand could not be changed as some rule says, since it does not parse.
     *
     * @return false where every rule was obeyed.
     */
    public boolean isChangeRefused() {
        return notes.isChangeRefused();
    }
}
