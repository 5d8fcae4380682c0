package io.ringway.rules;

import io.ringway.wire.response.RecordRemoval;
import io.ringway.wire.response.RecordTtls;

/** What rules note of a response on its way to the client, and what they change it with. Reused for every response by its worker's thread. */
public final class ResponseNotes {
    private final RecordRemoval removal = new RecordRemoval();
    private int returnedTtlS;
    private boolean changeRefused;

    ResponseNotes() {}

    /** Forgets the response before. */
    void begin() {
        returnedTtlS = RecordTtls.MAX_TTL_S;
        changeRefused = false;
    }

    /**
     * Takes records out of responses.
     *
     * @return the worker's.
     */
    public RecordRemoval removal() {
        return removal;
    }

    /**
     * Limits what the client sees of times to live, whatever the packet cache keeps.
     *
     * @param maximumS seconds.
     */
    public void limitReturnedTtl(final int maximumS) {
        returnedTtlS = maximumS;
    }

    /** The limit of times to live that the client sees, seconds. */
    int returnedTtlS() {
        return returnedTtlS;
    }

    /** Notes that the response could not be changed as a rule says, since it does not parse. */
    public void refuseChange() {
        changeRefused = true;
    }

    /** Whether {@link #refuseChange} was called. */
    boolean isChangeRefused() {
        return changeRefused;
    }
}
