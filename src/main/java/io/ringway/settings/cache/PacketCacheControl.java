package io.ringway.settings.cache;

/** What the dialect asks of a packet cache that runs. Control thread; packet threads go on meanwhile, and at worst leave an answer out. */
public interface PacketCacheControl {
    /**
     * How it does.
     *
     * @return a snapshot, whose numbers are a few packets apart.
     */
    PacketCacheStatistics statistics();

    /**
     * Removes answers, whatever their age.
     *
     * @param remaining how many may stay.
     * @return how many were removed.
     */
    long expunge(long remaining);

    /**
     * Removes answers whose life is over.
     *
     * @param remaining when there are no more than that, the rest stays.
     * @return how many were removed.
     */
    long purgeExpired(long remaining);

    /**
     * Removes answers by their question.
     *
     * @param name   in wire format (RFC 1035, section 3.1), with the root label; letters in either case.
     * @param type   of the question, or {@link #ANY_TYPE}.
     * @param suffix whether names below {@code name} are meant, too.
     * @return how many were removed.
     */
    long expungeByName(byte[] name, int type, boolean suffix);

    /** Stands for every type (RFC 1035, section 3.2.3). */
    int ANY_TYPE = 255;
}
