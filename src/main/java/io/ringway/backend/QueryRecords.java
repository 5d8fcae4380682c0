package io.ringway.backend;

import io.ringway.wire.Memory;
import java.lang.foreign.Arena;

/**
 * What is known of each outstanding query, by slot.
 *
 * <p>Slots lie outside the heap, 512 bytes each, aligned to cache lines; numbers in the machine's order:
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------------------------------------------------------+
 *   |          ID of the query      |       number of the port      |  0
 *   +---------------------------------------------------------------+
 *   |                      number of the server                     |  4
 *   +---------------------------------------------------------------+
 *   |                     time of sending, ns                       |  8
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |                      length of the question                   |  16
 *   +---------------------------------------------------------------+
 *   |                          header flags                         |  20
 *   +---------------------------------------------------------------+
 *   |                       ID of the client's query                |  24
 *   +---------------------------------------------------------------+
 *   |                             attempt                           |  28
 *   +---------------------------------------------------------------+
 *   |                    address of the frame held                  |  32
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |                     length of what it holds                   |  40
 *   +---------------------------------------------------------------+
 *   |                             unused                            |  44
 *   +---------------------------------------------------------------+
 *   |                  question, 264 bytes, 259 used                |  64
 *   +---------------------------------------------------------------+
 *   |           tags, 56 bytes, as the caller fills them            |  328
 *   +---------------------------------------------------------------+
 *   |           client, 128 bytes, as the caller fills them         |  384
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * <p>What a slot held before is not cleared when it is opened. With {@link Memory#CHECKED} a slot that is not open is refused.
 *
 * <p>Belongs to the worker's thread; the memory is freed when nobody refers to the table any more.
 */
public abstract sealed class QueryRecords permits OutstandingQueries {
    /** Bytes for what the caller knows of the client. */
    public static final int CLIENT_BYTES = 128;

    /** Bytes for what rules noted of the query. */
    public static final int TAG_BYTES = 56;

    /** The longest question: name, type and class (RFC 1035, sections 2.3.4 and 4.1.2). */
    public static final int MAX_QUESTION_LENGTH = 255 + 4;

    private static final int MAX_CAPACITY = 1 << 16;
    private static final int RECORD_SHIFT = 9;
    private static final int CACHE_LINE = 64;

    private static final int KEY = 0;
    private static final int SERVER = 4;
    private static final int SENT_NS = 8;
    private static final int QUESTION_LENGTH = 16;
    private static final int FLAGS = 20;
    private static final int CLIENT_ID = 24;
    private static final int ATTEMPT = 28;
    private static final int HELD = 32;
    private static final int HELD_LENGTH = 40;
    private static final int QUESTION = 64;
    private static final int TAGS = 328;
    private static final int CLIENT = 384;

    /** The memory lives as long as this is referred to. */
    private final Arena arena = Arena.ofAuto();

    private final long records;

    /** Counts openings and closings of each slot: odd while it is open. */
    private final int[] generations;

    /**
     * Records that are all closed.
     *
     * @param capacity slots, a power of two up to 65,536.
     */
    QueryRecords(final int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity " + capacity + " is no power of two up to " + MAX_CAPACITY);
        }
        records = arena.allocate((long) capacity << RECORD_SHIFT, CACHE_LINE).address();
        generations = new int[capacity];
    }

    /** Opens a slot for a query with this port and ID. */
    final void begin(final int slot, final int key) {
        generations[slot]++;
        Memory.putInt(record(slot) + KEY, key);
    }

    /** Closes a slot and tells port and ID of the query that was in it. */
    final int end(final int slot) {
        final int key = Memory.intAt(record(slot) + KEY);
        generations[slot]++;
        return key;
    }

    /** Refuses a slot that is not open, with checks on. */
    final void checkOpen(final int slot) {
        if (Memory.CHECKED && (slot < 0 || slot >= generations.length || (generations[slot] & 1) == 0)) {
            throw new IllegalStateException("slot " + slot + " is not open");
        }
    }

    /**
     * A name for the query in a slot that no later query in that slot has, until 2<sup>31</sup> have been there.
     *
     * @param slot open.
     * @return the generation in the high half, the slot in the low half; never 0.
     */
    public final long handle(final int slot) {
        checkOpen(slot);
        return ((long) generations[slot] << Integer.SIZE) | slot;
    }

    /**
     * The slot of a handle.
     *
     * @param handle of a query of this table; 0 and other numbers that are none name no query.
     * @return the slot, -1 when that query is closed.
     */
    public final int slotOf(final long handle) {
        final int slot = (int) handle;
        final int generation = (int) (handle >>> Integer.SIZE);
        final boolean exists = slot >= 0 && slot < generations.length;
        return exists && (generation & 1) != 0 && generations[slot] == generation ? slot : -1;
    }

    /**
     * The ID of the query as it was sent.
     *
     * @param slot open.
     * @return 0 to 65535.
     */
    public final int id(final int slot) {
        return Memory.intAt(record(slot) + KEY) & 0xFFFF;
    }

    /**
     * The number of the source port.
     *
     * @param slot open.
     * @return from 0.
     */
    public final int port(final int slot) {
        return Memory.intAt(record(slot) + KEY) >>> Short.SIZE;
    }

    /**
     * The server that the query was sent to.
     *
     * @param slot open.
     * @return its number.
     */
    public final int server(final int slot) {
        return Memory.intAt(record(slot) + SERVER);
    }

    /**
     * Sets it: the server that the query was sent to.
     *
     * @param slot open.
     * @param server its number.
     */
    public final void server(final int slot, final int server) {
        Memory.putInt(record(slot) + SERVER, server);
    }

    /**
     * When the query was sent.
     *
     * @param slot open.
     * @return nanoseconds.
     */
    public final long sentNs(final int slot) {
        return Memory.longAt(record(slot) + SENT_NS);
    }

    /**
     * Sets it: when the query was sent.
     *
     * @param slot open.
     * @param sentNs nanoseconds.
     */
    public final void sentNs(final int slot, final long sentNs) {
        Memory.putLong(record(slot) + SENT_NS, sentNs);
    }

    /**
     * The flags of the client's header (RFC 1035, section 4.1.1).
     *
     * @param slot open.
     * @return bits 16 to 31 of the header.
     */
    public final int flags(final int slot) {
        return Memory.intAt(record(slot) + FLAGS);
    }

    /**
     * Sets it: the flags of the client's header (RFC 1035, section 4.1.1).
     *
     * @param slot open.
     * @param flags bits 16 to 31 of the header.
     */
    public final void flags(final int slot, final int flags) {
        Memory.putInt(record(slot) + FLAGS, flags);
    }

    /**
     * The ID of the client's query.
     *
     * @param slot open.
     * @return 0 to 65535.
     */
    public final int clientId(final int slot) {
        return Memory.intAt(record(slot) + CLIENT_ID);
    }

    /**
     * Sets it: the ID of the client's query.
     *
     * @param slot open.
     * @param id 0 to 65535.
     */
    public final void clientId(final int slot, final int id) {
        Memory.putInt(record(slot) + CLIENT_ID, id);
    }

    /**
     * How often the query was sent before.
     *
     * @param slot open.
     * @return from 0.
     */
    public final int attempt(final int slot) {
        return Memory.intAt(record(slot) + ATTEMPT);
    }

    /**
     * Sets it: how often the query was sent before.
     *
     * @param slot open.
     * @param attempt from 0.
     */
    public final void attempt(final int slot, final int attempt) {
        Memory.putInt(record(slot) + ATTEMPT, attempt);
    }

    /**
     * The frame that is kept until the answer comes.
     *
     * @param slot open.
     * @return its address, 0 for none.
     */
    public final long held(final int slot) {
        return Memory.longAt(record(slot) + HELD);
    }

    /**
     * The length of what is in the frame that is kept.
     *
     * @param slot open.
     * @return bytes.
     */
    public final int heldLength(final int slot) {
        return Memory.intAt(record(slot) + HELD_LENGTH);
    }

    /**
     * Sets the frame that is kept.
     *
     * @param slot    open.
     * @param address its address, 0 for none.
     * @param length  bytes of what is in it.
     */
    public final void held(final int slot, final long address, final int length) {
        final long record = record(slot);
        Memory.putLong(record + HELD, address);
        Memory.putInt(record + HELD_LENGTH, length);
    }

    /**
     * What the caller knows of the client.
     *
     * @param slot open.
     * @return the address of {@link #CLIENT_BYTES} bytes, aligned to a cache line.
     */
    public final long client(final int slot) {
        return record(slot) + CLIENT;
    }

    /**
     * What rules noted of the query.
     *
     * @param slot open.
     * @return the address of {@link #TAG_BYTES} bytes, aligned to eight.
     */
    public final long tags(final int slot) {
        return record(slot) + TAGS;
    }

    /**
     * The question of the query as it was sent.
     *
     * @param slot open.
     * @return the address of its name.
     */
    public final long question(final int slot) {
        return record(slot) + QUESTION;
    }

    /**
     * The length of the question of the query as it was sent.
     *
     * @param slot open.
     * @return bytes of name, type and class.
     */
    public final int questionLength(final int slot) {
        return Memory.intAt(record(slot) + QUESTION_LENGTH);
    }

    /**
     * Keeps the question of the query as it was sent.
     *
     * @param slot    open.
     * @param address first byte of the name.
     * @param length  bytes of name, type and class, up to {@link #MAX_QUESTION_LENGTH}.
     */
    public final void question(final int slot, final long address, final int length) {
        Memory.checkIndex(length, MAX_QUESTION_LENGTH + 1);
        final long record = record(slot);
        Memory.putInt(record + QUESTION_LENGTH, length);
        copy(address, record + QUESTION, length);
    }

    /**
     * Whether an answer repeats the question byte for byte, the case of its letters included.
     *
     * @param slot    open.
     * @param address first byte of the answer's question.
     * @param length  bytes of it.
     * @return false when anything differs.
     */
    public final boolean hasQuestion(final int slot, final long address, final int length) {
        final long record = record(slot);
        return Memory.intAt(record + QUESTION_LENGTH) == length && sameBytes(record + QUESTION, address, length);
    }

    /** Eight bytes a step, the last eight of which may overlap those before; nothing beyond the end is read. */
    private static void copy(final long source, final long destination, final int length) {
        final int last = length - Long.BYTES;
        for (int offset = 0; offset < last; offset += Long.BYTES) {
            Memory.putLong(destination + offset, Memory.longAt(source + offset));
        }
        if (last >= 0) {
            Memory.putLong(destination + last, Memory.longAt(source + last));
            return;
        }
        for (int offset = 0; offset < length; offset++) {
            Memory.putByte(destination + offset, Memory.byteAt(source + offset));
        }
    }

    private static boolean sameBytes(final long one, final long other, final int length) {
        final int last = length - Long.BYTES;
        for (int offset = 0; offset < last; offset += Long.BYTES) {
            if (Memory.longAt(one + offset) != Memory.longAt(other + offset)) {
                return false;
            }
        }
        if (last >= 0) {
            return Memory.longAt(one + last) == Memory.longAt(other + last);
        }
        for (int offset = 0; offset < length; offset++) {
            if (Memory.byteAt(one + offset) != Memory.byteAt(other + offset)) {
                return false;
            }
        }
        return true;
    }

    private long record(final int slot) {
        checkOpen(slot);
        return records + ((long) slot << RECORD_SHIFT);
    }
}
