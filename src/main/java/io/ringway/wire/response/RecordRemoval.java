package io.ringway.wire.response;

import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsName;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;
import java.lang.foreign.Arena;

/**
 * Takes the records of some types out of a response, where it is.
 *
 * <p>What stays may point into what goes, and behind it: its names are written anew, by {@link RewrittenNames}, which is done beside the message and
 * copied over it once all is well. A message without a record of these types is only read.
 *
 * <p>Belongs to the thread that made it.
 */
public final class RecordRemoval {
    /** What {@link #remove} says of a message that was left as it was, since it could not be rewritten. */
    public static final int REFUSED = -1;

    private static final int MAX_MESSAGE = 65_535;
    private static final int FIXED_LENGTH = 10;
    private static final int RDLENGTH_OFFSET = 8;
    private static final int SECTIONS = 3;

    private final Arena arena = Arena.ofAuto();
    private final long scratch = arena.allocate(MAX_MESSAGE + 1L, Long.BYTES).address();
    private final RewrittenNames names = new RewrittenNames(scratch);

    /** Removes records from one message after the other. */
    public RecordRemoval() {}

    /**
     * Removes records.
     *
     * @param response whole; to be looked at anew, by {@link DnsQuery#responseChanged}.
     * @param types    of what goes.
     * @return bytes of the message now, or {@link #REFUSED} where some name in it is none, so that nothing was changed.
     */
    public int remove(final DnsQuery response, final TypeSet types) {
        return isAny(response, types) ? rewrite(response, types) : response.length();
    }

    private static boolean isAny(final DnsQuery response, final TypeSet types) {
        final long message = response.message();
        int position = response.questionEnd();
        for (int left = response.count(1) + response.count(2) + response.count(SECTIONS); left > 0; left--) {
            final int fixed = DnsName.end(message, position, response.length());
            if (types.has(Memory.shortBigEndianAt(message + fixed))) {
                return true;
            }
            position = fixed + FIXED_LENGTH + Memory.shortBigEndianAt(message + fixed + RDLENGTH_OFFSET);
        }
        return false;
    }

    private int rewrite(final DnsQuery response, final TypeSet types) {
        final long message = response.message();
        names.begin(message, response.length(), response.questionEnd());
        int position = response.questionEnd();
        for (int section = 1; section <= SECTIONS; section++) {
            int kept = 0;
            for (int left = response.count(section); left > 0; left--) {
                final int fixed = DnsName.end(message, position, response.length());
                final int data = fixed + FIXED_LENGTH;
                final int dataLength = Memory.shortBigEndianAt(message + fixed + RDLENGTH_OFFSET);
                final int type = Memory.shortBigEndianAt(message + fixed);
                if (!types.has(type)) {
                    if (!keeps(position, fixed, type, dataLength)) {
                        return REFUSED;
                    }
                    kept++;
                }
                position = data + dataLength;
            }
            Memory.putShortBigEndian(scratch + DnsHeader.QDCOUNT_OFFSET + (long) section * Short.BYTES, kept);
        }
        // What trails behind the records stays, as in every response that is relayed.
        if (!names.copy(position, response.length() - position)) {
            return REFUSED;
        }
        Memory.copy(scratch, message, names.length());
        return names.length();
    }

    /** Writes a record; false where a name in it is none, or it does not fit. */
    private boolean keeps(final int owner, final int fixed, final int type, final int dataLength) {
        if (!names.write(owner) || !names.copy(fixed, FIXED_LENGTH)) {
            return false;
        }
        final int data = fixed + FIXED_LENGTH;
        final int start = names.length();
        final int prefix = RecordNames.offset(type, names.message() + data, dataLength);
        final int count = RecordNames.count(type);
        int read = 0;
        if (count > 0) {
            if (prefix > dataLength || !names.copy(data, prefix)) {
                return false;
            }
            read = prefix;
            for (int i = 0; i < count; i++) {
                final int end = DnsName.end(names.message(), data + read, data + dataLength);
                if (end < 0 || end > data + dataLength || !names.write(data + read)) {
                    return false;
                }
                read = end - data;
            }
        }
        if (!names.copy(data + read, dataLength - read)) {
            return false;
        }
        Memory.putShortBigEndian(scratch + start - Short.BYTES, names.length() - start);
        return true;
    }
}
