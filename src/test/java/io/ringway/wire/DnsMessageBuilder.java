package io.ringway.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Builds DNS messages byte by byte, knowing nothing of the code under test; counts can be made to lie. */
public final class DnsMessageBuilder {
    /** A section for records. */
    public enum Section {
        /** The first of the three. */
        ANSWER,
        /** The second. */
        AUTHORITY,
        /** The third, in which OPT has its place. */
        ADDITIONAL
    }

    /** The RD bit of the flags. */
    public static final int RD = 0x0100;

    /** A pointer to the question's name, as a name of two bytes. */
    private static final byte[] POINTER_TO_QUESTION = {(byte) 0xC0, 12};

    private int id = 0x4711;
    private int flags = RD;
    private int questions;
    private final ByteArrayOutputStream questionSection = new ByteArrayOutputStream();
    private final ByteArrayOutputStream[] sections = {
        new ByteArrayOutputStream(), new ByteArrayOutputStream(), new ByteArrayOutputStream()
    };
    private final int[] records = new int[3];
    private byte[] trailing = {};

    /** A message without a question, with RD. */
    public DnsMessageBuilder() {}

    /** Labels of a dotted name as they are sent; empty for the root. */
    public static byte[] name(final String dotted) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!dotted.isEmpty()) {
            for (final String label : dotted.split("\\.", -1)) {
                bytes.write(label.length());
                bytes.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        bytes.write(0);
        return bytes.toByteArray();
    }

    /** A name of exactly that many bytes, the root label included, of random labels with random bytes; 2 is impossible. */
    public static byte[] nameOfLength(final Random random, final int length) {
        final ByteBuffer name = ByteBuffer.allocate(length);
        while (name.remaining() > 1) {
            final int left = name.remaining() - 1;
            int taken = left <= 2 ? left : 2 + random.nextInt(Math.min(64, left) - 1);
            if (left - taken == 1) {
                taken += taken == 64 ? -1 : 1;
            }
            final byte[] label = new byte[taken - 1];
            random.nextBytes(label);
            name.put((byte) label.length).put(label);
        }
        return name.put((byte) 0).array();
    }

    /** The message's identity. */
    public DnsMessageBuilder id(final int number) {
        id = number;
        return this;
    }

    /** All sixteen flags, opcode and response code among them. */
    public DnsMessageBuilder flags(final int bits) {
        flags = bits;
        return this;
    }

    /** Adds a question. */
    public DnsMessageBuilder question(final byte[] name, final int type, final int questionClass) {
        questions++;
        questionSection.writeBytes(name);
        questionSection.writeBytes(shorts(type, questionClass));
        return this;
    }

    /** Adds bytes to the question section without counting a question. */
    public DnsMessageBuilder rawQuestion(final byte[] bytes) {
        questionSection.writeBytes(bytes);
        return this;
    }

    /** Adds a record of class IN that is named as the question. */
    public DnsMessageBuilder record(final Section section, final int type, final byte[] data) {
        return record(section, POINTER_TO_QUESTION, type, 1, 3600, data);
    }

    /** Adds a record. */
    public DnsMessageBuilder record(
            final Section section,
            final byte[] name,
            final int type,
            final int recordClass,
            final int timeToLive,
            final byte[] data) {
        final ByteArrayOutputStream bytes = sections[section.ordinal()];
        bytes.writeBytes(name);
        bytes.writeBytes(shorts(type, recordClass, timeToLive >>> 16, timeToLive, data.length));
        bytes.writeBytes(data);
        records[section.ordinal()]++;
        return this;
    }

    /** Adds an OPT record where it belongs. */
    public DnsMessageBuilder opt(
            final int payloadSize, final int version, final boolean dnssecOk, final byte[] optionBytes) {
        final int timeToLive = (version << 16) | (dnssecOk ? 0x8000 : 0);
        return record(Section.ADDITIONAL, name(""), 41, payloadSize, timeToLive, optionBytes);
    }

    /** Adds to the section counts without adding records or questions. */
    public DnsMessageBuilder countMore(
            final int moreQuestions, final int answers, final int authorities, final int additionals) {
        questions += moreQuestions;
        records[0] += answers;
        records[1] += authorities;
        records[2] += additionals;
        return this;
    }

    /** Bytes behind the last record. */
    public DnsMessageBuilder trailing(final byte[] bytes) {
        trailing = bytes.clone();
        return this;
    }

    /** The message. */
    public byte[] build() {
        final ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(shorts(id, flags, questions, records[0], records[1], records[2]));
        message.writeBytes(questionSection.toByteArray());
        for (final ByteArrayOutputStream section : sections) {
            message.writeBytes(section.toByteArray());
        }
        message.writeBytes(trailing);
        return message.toByteArray();
    }

    private static byte[] shorts(final int... numbers) {
        final ByteBuffer bytes = ByteBuffer.allocate(2 * numbers.length);
        for (final int number : numbers) {
            bytes.putShort((short) number);
        }
        return bytes.array();
    }
}
