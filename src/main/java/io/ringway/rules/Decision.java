package io.ringway.rules;

import io.ringway.wire.AnswerRecords;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.FoldedName;
import io.ringway.wire.forward.SubnetChoice;

/**
 * A query's way through the rules: what was decided on, which is an answer of a response code, header bits and records, or the pool that the query is
 * forwarded to; and what rules note on the way. Reused for every query by its worker's thread.
 */
public final class Decision {
    /** The pool of queries that no rule sends elsewhere. */
    public static final int DEFAULT_POOL = 0;

    private static final int USUAL_FAILURE_TTL = -1;
    private static final int MAX_SETS = 2;
    private static final long UNKNOWN = Long.MIN_VALUE;

    private int rcode;
    private boolean aa;
    private boolean ad;
    private boolean ra;
    private boolean truncated;
    private final AnswerRecords[] records = new AnswerRecords[MAX_SETS];
    private final int[] first = new int[MAX_SETS];
    private final int[] types = new int[MAX_SETS];
    private int sets;
    private int pool;
    private int capacity;
    private boolean skipsCache;
    private int failureTtlS = USUAL_FAILURE_TTL;
    private int delayMs;
    private final SubnetChoice subnet = new SubnetChoice();
    private long nowNs = UNKNOWN;
    private DnsQuery query;
    private final FoldedName name = new FoldedName();
    private boolean folded;
    private final QueryTags tags = new QueryTags();
    private PoolAvailability availability = PoolAvailability.NONE;
    private ResponseNotes response;

    /** A decision for NOERROR with all bits clear. */
    public Decision() {}

    /**
     * Says which pools have servers that are up.
     *
     * @param pools asked by this worker's thread.
     */
    public void availability(final PoolAvailability pools) {
        availability = pools;
    }

    /**
     * Says how long the query may become where it is; before it is decided about.
     *
     * @param bytes of a message at this place.
     */
    public void capacity(final int bytes) {
        capacity = bytes;
    }

    /**
     * How long the query may become where it is.
     *
     * @return bytes of a message.
     */
    public int capacity() {
        return capacity;
    }

    /** Forgets the query before. */
    void begin(final DnsQuery next) {
        query = next;
        pool = DEFAULT_POOL;
        skipsCache = false;
        failureTtlS = USUAL_FAILURE_TTL;
        delayMs = 0;
        subnet.reset();
        folded = false;
        tags.clear();
        sets = 0;
    }

    /** Goes on with the response to the query. */
    void beginResponse() {
        skipsCache = false;
        response.begin();
    }

    /** Goes on with a response whose query was decided about long ago; its tags are at an address. */
    void beginResponse(final DnsQuery relayed, final long tagsAddress) {
        begin(relayed);
        beginResponse();
        tags.take(tagsAddress);
    }

    /** Has rules note what they note of responses. */
    void response(final ResponseNotes ofWorker) {
        response = ofWorker;
    }

    /**
     * What rules note of the response in hand.
     *
     * @return the worker's; only for actions of rules for responses.
     */
    public ResponseNotes response() {
        return response;
    }

    /**
     * Begins a batch, whose queries are decided about at one time.
     *
     * @param batchNs the time now, as {@link System#nanoTime()}; 0 when nobody has read the clock, which is then read once the first rule asks.
     */
    public void beginBatch(final long batchNs) {
        nowNs = batchNs == 0 ? UNKNOWN : batchNs;
    }

    /**
     * When the query is decided about; the clock is read at most once for a batch.
     *
     * @return as {@link System#nanoTime()}.
     */
    public long nowNs() {
        if (nowNs == UNKNOWN) {
            nowNs = System.nanoTime();
        }
        return nowNs;
    }

    /**
     * The question's name for look-ups; it is copied at most once for a query.
     *
     * @return valid until the next query.
     */
    public FoldedName name() {
        if (!folded) {
            name.fold(query.qnameAddress(), query.qnameLength());
            folded = true;
        }
        return name;
    }

    /**
     * Decides on an answer without records.
     *
     * @param responseCode 0 to 4095.
     * @param aaBit        the AA bit.
     * @param adBit        the AD bit.
     * @param raBit        the RA bit.
     */
    public void answer(final int responseCode, final boolean aaBit, final boolean adBit, final boolean raBit) {
        rcode = responseCode;
        aa = aaBit;
        ad = adBit;
        ra = raBit;
        truncated = false;
        sets = 0;
    }

    /** Has the answer say TC; after {@link #answer}. */
    public void truncate() {
        truncated = true;
    }

    /**
     * Adds records to the answer; two sets at most, in the order of their sections, after {@link #answer}.
     *
     * @param set         the records.
     * @param firstRecord the number of the one that comes first.
     * @param type        their type, 0 for that which they have.
     */
    public void addRecords(final AnswerRecords set, final int firstRecord, final int type) {
        records[sets] = set;
        first[sets] = firstRecord;
        types[sets] = type;
        sets++;
    }

    /**
     * Decides on a pool.
     *
     * @param poolNumber its number; negative for one that does not exist, which has no server.
     */
    public void forward(final int poolNumber) {
        pool = poolNumber;
    }

    /** Has the packet cache left alone. */
    public void skipCache() {
        skipsCache = true;
    }

    /**
     * Gives a failure that the backend answers, SERVFAIL or REFUSED, another life in the packet cache.
     *
     * @param seconds 0 for none.
     */
    public void failureTtl(final int seconds) {
        failureTtlS = seconds;
    }

    /**
     * The life of a failure in the packet cache.
     *
     * @return seconds; negative when no rule said so.
     */
    public int failureTtlS() {
        return failureTtlS;
    }

    /**
     * Keeps the answer waiting, over UDP.
     *
     * @param ms milliseconds, 0 to 65,535.
     */
    public void delay(final int ms) {
        delayMs = ms;
    }

    /**
     * How long the answer is kept waiting.
     *
     * @return milliseconds.
     */
    public int delayMs() {
        return delayMs;
    }

    /**
     * What the backend is told of the client's network.
     *
     * @return to be changed by rules, and read on the way to cache and backend.
     */
    public SubnetChoice subnet() {
        return subnet;
    }

    /**
     * The tags that rules have noted of the query.
     *
     * @return to be added to.
     */
    public QueryTags tags() {
        return tags;
    }

    /**
     * Whether a pool has a server that is up.
     *
     * @param poolNumber its number; negative for one that does not exist.
     * @return false where nothing is forwarded.
     */
    public boolean isAvailable(final int poolNumber) {
        return poolNumber >= 0 && availability.isAvailable(poolNumber);
    }

    /**
     * Where the query goes.
     *
     * @return the number of the pool, from 0; negative for one that does not exist.
     */
    public int pool() {
        return pool;
    }

    /**
     * Whether the packet cache is left alone.
     *
     * @return whether a rule said so.
     */
    public boolean skipsCache() {
        return skipsCache;
    }

    /**
     * How many sets of records the answer has.
     *
     * @return 0 to 2.
     */
    public int recordSets() {
        return sets;
    }

    /**
     * A set of records.
     *
     * @param set its number, from 0.
     * @return the records.
     */
    public AnswerRecords records(final int set) {
        return records[set];
    }

    /**
     * Which of a set comes first.
     *
     * @param set its number, from 0.
     * @return the number of a record.
     */
    public int firstRecord(final int set) {
        return first[set];
    }

    /**
     * The type of a set's records.
     *
     * @param set its number, from 0.
     * @return 0 for that which they have.
     */
    public int recordType(final int set) {
        return types[set];
    }

    /**
     * The response code.
     *
     * @return 0 to 4095.
     */
    public int rcode() {
        return rcode;
    }

    /**
     * The AA bit.
     *
     * @return whether it is set.
     */
    public boolean aa() {
        return aa;
    }

    /**
     * The AD bit.
     *
     * @return whether it is set.
     */
    public boolean ad() {
        return ad;
    }

    /**
     * The RA bit.
     *
     * @return whether it is set.
     */
    public boolean ra() {
        return ra;
    }

    /**
     * The TC bit.
     *
     * @return whether it is set.
     */
    public boolean isTruncated() {
        return truncated;
    }
}
