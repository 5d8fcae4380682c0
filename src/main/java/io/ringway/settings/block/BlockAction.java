package io.ringway.settings.block;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What becomes of a query that a block is for: those constants of the dialect's {@code DNSAction} that blocks know. */
public enum BlockAction {
    /** Dropped without an answer. */
    DROP("Drop", 0, 0),
    /** Answered with NXDOMAIN. */
    NXDOMAIN("Nxdomain", 1, 3),
    /** Answered with REFUSED. */
    REFUSED("Refused", 2, 5),
    /** Answered with TC=1 over UDP, so that an honest client comes back over TCP, where its queries go on. */
    TRUNCATE("Truncate", 8, 0),
    /** Counted, and goes on. */
    NO_OP("NoOp", 11, 0);

    private final String label;
    private final int number;
    private final int rcode;

    BlockAction(final String label, final int number, final int rcode) {
        this.label = label;
        this.number = number;
        this.rcode = rcode;
    }

    /**
     * The name that operators know.
     *
     * @return as in {@code DNSAction}.
     */
    public String label() {
        return label;
    }

    /**
     * The response code of the answer.
     *
     * @return 0 where there is none, too.
     */
    public int rcode() {
        return rcode;
    }

    /**
     * The action of a constant.
     *
     * @param number of {@code DNSAction}.
     * @return nothing for an action that blocks do not know.
     */
    public static Optional<BlockAction> ofNumber(final int number) {
        return Arrays.stream(values()).filter(action -> action.number == number).findFirst();
    }

    /**
     * All actions as messages list them.
     *
     * @return {@code DNSAction.Drop} and the others.
     */
    public static String names() {
        return Arrays.stream(values())
                .map(action -> "DNSAction." + action.label)
                .collect(Collectors.joining(", "));
    }
}
