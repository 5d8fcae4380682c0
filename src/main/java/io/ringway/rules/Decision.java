package io.ringway.rules;

/** The answer that an action decided on: a response code and three header bits. Reused for every query by its worker's thread. */
public final class Decision {
    private int rcode;
    private boolean aa;
    private boolean ad;
    private boolean ra;

    /** A decision for NOERROR with all bits clear. */
    public Decision() {}

    void answer(final int responseCode, final boolean aaBit, final boolean adBit, final boolean raBit) {
        rcode = responseCode;
        aa = aaBit;
        ad = adBit;
        ra = raBit;
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
