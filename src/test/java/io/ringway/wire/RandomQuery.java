package io.ringway.wire;

import io.ringway.wire.DnsMessageBuilder.Section;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * A random query that is right, and what is known about it.
 *
 * @param message     the DNS message.
 * @param id          its identity.
 * @param flags       all sixteen flags, QR clear.
 * @param question    name, type and class of the question.
 * @param edns        whether there is an OPT record.
 * @param version     its version, 0 without one.
 * @param dnssecOk    its DO bit, false without one.
 * @param payloadSize what it announces, 512 without one.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RandomQuery(
        byte[] message,
        int id,
        int flags,
        byte[] question,
        boolean edns,
        int version,
        boolean dnssecOk,
        int payloadSize) {
    private static final int[] USUAL_TYPES = {1, 2, 5, 6, 12, 15, 16, 28, 33, 65, 255};

    /** Types without a shape of their own, so that any data is right for them. */
    private static final int SHAPELESS_TYPE = 65_280;

    /** The next one: any name, type, class, opcode and flags, often OPT, sometimes further records and trailing bytes. */
    public static RandomQuery next(final Random random) {
        final int id = random.nextInt(1 << 16);
        // Four in five are QUERY; the response code of a query means nothing, yet may be set.
        final int flags = random.nextInt(5) > 0 ? random.nextInt(0x800) : random.nextInt(0x8000);
        final byte[] name = randomName(random);
        final int type =
                random.nextBoolean() ? USUAL_TYPES[random.nextInt(USUAL_TYPES.length)] : random.nextInt(1 << 16);
        final int questionClass = random.nextInt(3) > 0 ? 1 : random.nextInt(1 << 16);
        final DnsMessageBuilder message =
                new DnsMessageBuilder().id(id).flags(flags).question(name, type, questionClass);
        addRecords(random, message, Section.ANSWER);
        addRecords(random, message, Section.AUTHORITY);
        addRecords(random, message, Section.ADDITIONAL);
        final boolean edns = random.nextBoolean();
        final int version = edns && random.nextInt(4) == 0 ? random.nextInt(256) : 0;
        final boolean dnssecOk = edns && random.nextBoolean();
        final int payloadSize = edns ? random.nextInt(1 << 16) : 512;
        if (edns) {
            message.opt(payloadSize, version, dnssecOk, randomOptions(random));
        }
        addRecords(random, message, Section.ADDITIONAL);
        if (random.nextInt(4) == 0) {
            message.trailing(bytes(random, random.nextInt(40)));
        }
        final byte[] bytes = message.build();
        final byte[] question = Arrays.copyOfRange(bytes, 12, 12 + name.length + 4);
        return new RandomQuery(bytes, id, flags, question, edns, version, dnssecOk, payloadSize);
    }

    private static byte[] randomName(final Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> DnsMessageBuilder.name("");
            case 1 -> DnsMessageBuilder.name("www.example.com");
            case 2 -> DnsMessageBuilder.nameOfLength(random, 255 - random.nextInt(3));
            default -> DnsMessageBuilder.nameOfLength(random, 3 + random.nextInt(60));
        };
    }

    private static void addRecords(final Random random, final DnsMessageBuilder message, final Section section) {
        if (random.nextInt(4) > 0) {
            return;
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            final byte[] data = bytes(random, random.nextInt(30));
            if (random.nextBoolean()) {
                message.record(section, SHAPELESS_TYPE, data);
            } else {
                final byte[] name = DnsMessageBuilder.nameOfLength(random, 3 + random.nextInt(20));
                message.record(section, name, SHAPELESS_TYPE + 1, 1, random.nextInt() >>> 1, data);
            }
        }
    }

    /** A cookie, padding, or an option for local use. */
    private static byte[] randomOptions(final Random random) {
        final ByteBuffer options = ByteBuffer.allocate(200);
        for (int i = random.nextInt(4); i > 0; i--) {
            final int kind = random.nextInt(3);
            final byte[] data = kind == 0 ? bytes(random, 8) : new byte[random.nextInt(40)];
            options.putShort((short) (kind == 0 ? 10 : kind == 1 ? 12 : 65_001));
            options.putShort((short) data.length).put(data);
        }
        return Arrays.copyOf(options.array(), options.position());
    }

    private static byte[] bytes(final Random random, final int length) {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
