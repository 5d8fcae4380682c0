package io.ringway.network;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Makes the messages of a zone transfer's answer. */
final class Transfers {
    private static final int HEADER = 12;
    private static final byte[] ADDRESS = {(byte) 0xC0, HEADER, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, (byte) 203, 0, 113, 7};
    private static final byte[] SOA = {
        (byte) 0xC0,
        HEADER,
        0,
        6,
        0,
        1,
        0,
        0,
        0,
        60,
        0,
        24,
        (byte) 0xC0,
        HEADER,
        (byte) 0xC0,
        HEADER,
        0,
        0,
        0,
        1,
        0,
        0,
        14,
        16,
        0,
        0,
        2,
        88,
        0,
        1,
        81,
        (byte) 0x80,
        0,
        0,
        1,
        44
    };

    private Transfers() {}

    /** As many messages with as many address records each; the first begins and the last ends with the SOA record. */
    static List<byte[]> messages(final byte[] query, final int count, final int records) {
        int end = HEADER;
        while (query[end] != 0) {
            end += query[end] + 1;
        }
        end += 5;
        final List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final int starts = (i == 0 ? 1 : 0) + (i == count - 1 ? 1 : 0);
            final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(query, 0, end);
            if (i == 0) {
                bytes.writeBytes(SOA);
            }
            for (int r = 0; r < records; r++) {
                bytes.writeBytes(ADDRESS);
            }
            if (i == count - 1) {
                bytes.writeBytes(SOA);
            }
            final byte[] message = bytes.toByteArray();
            message[2] |= (byte) 0x84;
            message[6] = (byte) ((records + starts) >> 8);
            message[7] = (byte) (records + starts);
            message[9] = 0;
            message[11] = 0;
            // The number of the message, in the last byte of its first address.
            message[end + (i == 0 ? SOA.length : 0) + ADDRESS.length - 1] = (byte) i;
            messages.add(message);
        }
        return messages;
    }
}
