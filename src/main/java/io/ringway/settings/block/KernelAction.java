package io.ringway.settings.block;

/** What the XDP program does with a packet that an entry of its filter maps is for; the order is the numbers' in the maps. */
public enum KernelAction {
    /** Goes on; an exception from a wider network. */
    PASS("pass"),
    /** Dropped. */
    DROP("drop"),
    /** Answered with TC=1. */
    TRUNCATE("truncate");

    private final String label;

    KernelAction(final String label) {
        this.label = label;
    }

    /**
     * The name that operators see.
     *
     * @return in lower case.
     */
    public String label() {
        return label;
    }
}
