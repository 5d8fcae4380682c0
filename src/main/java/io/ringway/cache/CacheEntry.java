package io.ringway.cache;

import io.ringway.wire.DnsHeader;
import io.ringway.wire.Memory;

/**
 * An answer in a shard's log, in units of 64 bytes: a header, the key, where the TTLs are, and the message without its ID and question.
 *
 * <pre>
 *   0          8           16          24       28     30     32     34        40
 *  +----------+-----------+-----------+--------+------+------+------+---------+-----------------+
 *  | hash     | inserted  | expires   | entry's| key's|TTLs  |DNS   | counts  | records' length |
 *  |          | (ns)      | (ns)      | length |length|      |flags | AN NS AR| (4), 4 free     |
 *  +----------+-----------+-----------+--------+------+------+------+---------+-----------------+
 *   48
 *  +-----------+------------------------------------------+-------------------------------+
 *  | key       | offsets of TTLs within the records, 2    | records, from behind the      |
 *  |           | bytes each, filled up to 8               | question                      |
 *  +-----------+------------------------------------------+-------------------------------+
 * </pre>
 *
 * <p>Numbers are in the machine's order, DNS flags and counts in network byte order as in the message. An entry with a key of length 0 fills the rest
 * of a log whose end is too short for the next one; only its length counts.
 */
final class CacheEntry {
    /** Entries begin at multiples of that. */
    static final int UNIT = 64;

    static final int UNIT_SHIFT = 6;

    private static final int INSERTED = 8;
    private static final int EXPIRES = 16;
    private static final int LENGTH = 24;
    private static final int KEY_LENGTH_AND_TTLS = 28;

    private static final int FLAGS = 32;
    private static final int COUNTS = 34;
    private static final int RECORDS_LENGTH = 40;
    private static final int KEY = 48;
    private static final int FIELDS_MASK = 0xFFFF;

    private CacheEntry() {}

    /** Bytes of an entry in the log. */
    static int length(final int keyLength, final int ttlCount, final int recordsLength) {
        return (KEY + keyLength + ttlBytes(ttlCount) + recordsLength + UNIT - 1) & -UNIT;
    }

    private static int ttlBytes(final int ttlCount) {
        return (ttlCount * Short.BYTES + Long.BYTES - 1) & -Long.BYTES;
    }

    /** Fills up a log. */
    static void writeFiller(final long entry, final int length) {
        Memory.putInt(entry + LENGTH, length);
        Memory.putInt(entry + KEY_LENGTH_AND_TTLS, 0);
    }

    /** Writes the head of an entry; flags and counts are those of {@code message}. */
    static void writeHead(
            final long entry,
            final long hash,
            final long insertedNs,
            final long expiresNs,
            final int keyLength,
            final int ttlCount,
            final int recordsLength,
            final long message) {
        Memory.putLong(entry, hash);
        Memory.putLong(entry + INSERTED, insertedNs);
        Memory.putLong(entry + EXPIRES, expiresNs);
        Memory.putInt(entry + LENGTH, length(keyLength, ttlCount, recordsLength));
        Memory.putInt(entry + KEY_LENGTH_AND_TTLS, (ttlCount << Short.SIZE) | keyLength);
        Memory.putShortBigEndian(entry + FLAGS, Memory.shortBigEndianAt(message + DnsHeader.FLAGS_OFFSET));
        Memory.putIntBigEndian(entry + COUNTS, Memory.intBigEndianAt(message + DnsHeader.ANCOUNT_OFFSET));
        Memory.putShortBigEndian(
                entry + COUNTS + Integer.BYTES, Memory.shortBigEndianAt(message + DnsHeader.ARCOUNT_OFFSET));
        Memory.putInt(entry + RECORDS_LENGTH, recordsLength);
    }

    static long hash(final long entry) {
        return Memory.longAt(entry);
    }

    static long insertedNs(final long entry) {
        return Memory.longAt(entry + INSERTED);
    }

    static long expiresNs(final long entry) {
        return Memory.longAt(entry + EXPIRES);
    }

    static int length(final long entry) {
        return Memory.intAt(entry + LENGTH);
    }

    static int keyLength(final long entry) {
        return Memory.intAt(entry + KEY_LENGTH_AND_TTLS) & FIELDS_MASK;
    }

    static int ttlCount(final long entry) {
        return Memory.intAt(entry + KEY_LENGTH_AND_TTLS) >>> Short.SIZE;
    }

    static int flags(final long entry) {
        return Memory.shortBigEndianAt(entry + FLAGS);
    }

    /** Of answers and authorities, as one number. */
    static int answersAndAuthorities(final long entry) {
        return Memory.intBigEndianAt(entry + COUNTS);
    }

    static int additionals(final long entry) {
        return Memory.shortBigEndianAt(entry + COUNTS + Integer.BYTES);
    }

    static int recordsLength(final long entry) {
        return Memory.intAt(entry + RECORDS_LENGTH);
    }

    static long key(final long entry) {
        return entry + KEY;
    }

    /** Where the offsets of TTLs are. */
    static long ttls(final long entry, final int keyLength) {
        return entry + KEY + keyLength;
    }

    static long records(final long entry, final int keyLength, final int ttlCount) {
        return entry + KEY + keyLength + ttlBytes(ttlCount);
    }

    /** Whether it has this key. */
    static boolean hasKey(final long entry, final long hash, final long key, final int keyLength) {
        return hash(entry) == hash && keyLength(entry) == keyLength && CacheKey.isSame(key(entry), key, keyLength);
    }
}
