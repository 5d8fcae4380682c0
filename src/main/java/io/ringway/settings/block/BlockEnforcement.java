package io.ringway.settings.block;

import java.util.List;

/** Something that turns clients away: the workers, or the XDP programs. Control threads, one at a time. */
public interface BlockEnforcement {
    /**
     * Enforces these blocks from now on, and no others.
     *
     * @param blocks all that are in force, warnings not among them.
     */
    void enforce(List<ActiveBlock> blocks);

    /**
     * How many queries a block met here since it began.
     *
     * @param target whom it is for.
     * @return the count, 0 for one that is not enforced here.
     */
    long hits(BlockTarget target);
}
