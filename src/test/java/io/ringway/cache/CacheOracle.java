package io.ringway.cache;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** What a packet cache should do with messages, by dnsjava's reading of them. */
public final class CacheOracle {
    private CacheOracle() {}

    /** Whether a worker would come to ask the cache. */
    public static boolean isQuery(final byte[] message) {
        try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
            final java.lang.foreign.MemorySegment native64 = arena.allocate(message.length + 64L);
            java.lang.foreign.MemorySegment.copy(
                    message, 0, native64, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, message.length);
            final io.ringway.wire.DnsQuery query = new io.ringway.wire.DnsQuery();
            return query.wrap(native64.address(), message.length) == io.ringway.wire.PacketDefect.NONE
                    && query.ednsVersion() == 0;
        }
    }

    /**
     * Whether dnsjava reads all of it; it refuses options whose data are not as they should be, which are nothing to a cache, and of a message with TC=1 it
     * leaves out what follows.
     */
    public static boolean isRead(final byte[] message) {
        try {
            return countedTooMany(new Message(message)) == 0;
        } catch (final IOException | RuntimeException e) {
            return false;
        }
    }

    /** What tells queries apart, by dnsjava; null where nothing is to be kept. */
    public static String key(final byte[] asked, final int pool, final boolean tcp) throws IOException {
        final Message message = new Message(asked);
        final Header header = message.getHeader();
        final boolean plain = header.getCount(0) == 1 && header.getCount(1) == 0 && header.getCount(2) == 0;
        final OPTRecord opt = message.getOPT();
        if (!plain
                || header.getOpcode() != 0
                || header.getFlag(Flags.QR)
                || header.getCount(3) != (opt == null ? 0 : 1)
                || message.numBytes() != asked.length) {
            return null;
        }
        final Record question = message.getQuestion();
        final int type = question.getType();
        if (type >= 249 && type <= 252) {
            return null;
        }
        final StringBuilder key = new StringBuilder()
                .append(question.getName().toString().toLowerCase(Locale.ROOT))
                .append(' ')
                .append(type)
                .append(' ')
                .append(question.getDClass())
                .append(' ')
                .append(((asked[2] & 0xFF) << 8) | (asked[3] & 0xFF))
                .append(' ')
                .append(pool)
                .append(tcp);
        if (opt != null) {
            if (opt.getExtendedRcode() != 0) {
                return null;
            }
            key.append(" EDNS ").append(opt.getPayloadSize()).append(' ').append(opt.getFlags());
            for (final EDNSOption option : opt.getOptions()) {
                if (option.getCode() != 10 && option.getCode() != 12) {
                    key.append(' ').append(java.util.HexFormat.of().formatHex(option.toWire()));
                }
            }
        }
        return key.toString();
    }

    /** How long an answer may be kept, by dnsjava; negative where dnsjava does not read it. */
    public static long lifetimeS(final byte[] asked, final byte[] answer) {
        final Message message;
        try {
            message = new Message(answer);
        } catch (final IOException | RuntimeException e) {
            return -1;
        }
        if (message.getHeader().getCount(0) != 1 || !message.getHeader().getFlag(Flags.QR)) {
            return 0;
        }
        if (message.getHeader().getOpcode() != 0 || questionOf(asked).length != questionOf(answer).length) {
            return 0;
        }
        final List<Record> records = new ArrayList<>();
        long least = Long.MAX_VALUE;
        boolean soa = false;
        int opts = 0;
        for (int section = 1; section <= 3; section++) {
            for (final Record record : message.getSection(section)) {
                if (record instanceof final OPTRecord opt) {
                    opts++;
                    if (opts > 1 || section != 3 || record.getName().length() != 1) {
                        return -1;
                    }
                    if (!opt.getOptions(10).isEmpty()) {
                        return 0;
                    }
                    continue;
                }
                if (section == 3 && (record.getType() == Type.TSIG || record.getType() == Type.SIG)) {
                    return 0;
                }
                records.add(record);
                least = Math.min(least, record.getTTL() > Integer.MAX_VALUE ? 0 : record.getTTL());
                if (section == 2 && record instanceof final SOARecord negative) {
                    soa = true;
                    least = Math.min(least, negative.getMinimum() > Integer.MAX_VALUE ? 0 : negative.getMinimum());
                }
            }
        }
        final int rcode = message.getHeader().getRcode();
        if (hasOddShape(message, answer)) {
            return -1;
        }
        if (rcode == 2 || rcode == 5) {
            return 60;
        }
        if (records.isEmpty() || message.getHeader().getFlag(Flags.TC)) {
            return 0;
        }
        return Math.min(least, rcode == 3 || (rcode == 0 && soa) ? 3_600 : 86_400);
    }

    /** Bytes that dnsjava does not show: behind the last record, in names, or in counts that lie. */
    private static boolean hasOddShape(final Message message, final byte[] answer) {
        return countedTooMany(message) != 0 || message.numBytes() != answer.length;
    }

    private static int countedTooMany(final Message message) {
        int counted = 0;
        for (int section = 0; section <= 3; section++) {
            counted += message.getHeader().getCount(section)
                    - message.getSection(section).size();
        }
        return counted;
    }

    private static byte[] questionOf(final byte[] message) {
        int end = 12;
        while (end < message.length && message[end] > 0) {
            end += message[end] + 1;
        }
        return java.util.Arrays.copyOfRange(message, 12, end + 5);
    }

    /** The kept answer as this query is to have it: its ID, question, RD and CD, and TTLs counted down. */
    public static byte[] aged(final byte[] kept, final byte[] asked, final long ageNs) throws IOException {
        final byte[] answer = kept.clone();
        final byte[] question = questionOf(asked);
        System.arraycopy(asked, 0, answer, 0, 2);
        System.arraycopy(question, 0, answer, 12, question.length);
        answer[2] = (byte) ((answer[2] & ~1) | (asked[2] & 1));
        answer[3] = (byte) ((answer[3] & ~0x10) | (asked[3] & 0x10));
        final long ageS = ageNs / 1_000_000_000L;
        int position = 12 + question.length;
        while (position < answer.length) {
            while (answer[position] > 0) {
                position += answer[position] + 1;
            }
            position += answer[position] == 0 ? 1 : 2;
            final int type = ((answer[position] & 0xFF) << 8) | (answer[position + 1] & 0xFF);
            final java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(answer);
            if (type != Type.OPT && ageS > 0) {
                bytes.putInt(position + 4, (int) Math.max(0, bytes.getInt(position + 4) - ageS));
            }
            position += 10 + bytes.getShort(position + 8);
        }
        return answer;
    }
}
