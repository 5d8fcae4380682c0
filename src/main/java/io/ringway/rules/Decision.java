package io.ringway.rules;

import io.ringway.wire.AnswerRecords;

/**
 * What an action decided on: an answer of a response code, three header bits and records, or the pool that the query is forwarded to. Reused for every query by
 * its worker's thread.
 */
public final class Decision {
    private static final int MAX_SETS = 2;

    private int rcode;
    private boolean aa;
    private boolean ad;
    private boolean ra;
    private final AnswerRecords[] records = new AnswerRecords[MAX_SETS];
    private final int[] first = new int[MAX_SETS];
    private int sets;
    private int pool;

    /** A decision for NOERROR with all bits clear. */
    public Decision() {}

    void answer(final int responseCode, final boolean aaBit, final boolean adBit, final boolean raBit) {
        rcode = responseCode;
        aa = aaBit;
        ad = adBit;
        ra = raBit;
        sets = 0;
    }

    void forward(final int poolNumber) {
        pool = poolNumber;
    }

    /**
     * Where the query goes.
     *
     * @return the number of the pool, from 0; negative for one that does not exist.
     */
    public int pool() {
        return pool;
    }

    /** Adds a set of records that begins with the one of number {@code firstRecord}; two sets at most, after {@link #answer}. */
    void addRecords(final AnswerRecords set, final int firstRecord) {
        records[sets] = set;
        first[sets] = firstRecord;
        sets++;
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
}
