package io.ringway.rules.rate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * One rate that several workers keep to together: the sum of what all of them let pass stays within it, but for what several decide on in the same moment.
 *
 * <p>Made by the control thread, one {@link Member} for each worker, whose thread is the only one that writes it.
 */
public final class SharedRate {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** Longs of a cell, so that no two share a cache line. */
    private static final int CELL_LENGTH = 16;

    private static final int COUNT = CELL_LENGTH / 2;

    private final Window window;
    private volatile long[][] cells = new long[0][];

    /**
     * Makes a rate.
     *
     * @param qps   how many a second, at least 1.
     * @param burst how many at once, at least 1.
     */
    public SharedRate(final int qps, final int burst) {
        window = new Window(qps, burst);
    }

    /**
     * Makes a worker's part. Control thread.
     *
     * @return used by that worker's thread alone.
     */
    public Member join() {
        final long[][] more = Arrays.copyOf(cells, cells.length + 1);
        more[cells.length] = new long[CELL_LENGTH];
        cells = more;
        return new Member(more[more.length - 1]);
    }

    /** A worker's part. */
    public final class Member {
        private final long[] own;

        private Member(final long[] own) {
            this.own = own;
        }

        /**
         * Takes one.
         *
         * @param nowNs the time now.
         * @return whether it was within the rate; what is above counts nowhere.
         */
        public boolean takes(final long nowNs) {
            final long number = window.number(nowNs);
            final long[][] all = cells;
            long weight = 0;
            for (int i = 0; i < all.length; i++) {
                weight += window.weight(Window.at((long) CELL.getOpaque(all[i], COUNT), number), nowNs);
            }
            if (!window.hasRoom(weight, 1)) {
                return false;
            }
            CELL.setOpaque(own, COUNT, Window.at(own[COUNT], number) + 1);
            return true;
        }
    }
}
