package io.ringway.stack.route.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** Messages of rtnetlink as a kernel sends them: recorded ones in hexadecimal, built ones by the request's builder. */
public final class Messages {
    private Messages() {}

    /** The messages of a recorded datagram. */
    public static List<NetlinkMessage> recorded(final String hexadecimal) {
        return NetlinkMessage.parse(ByteBuffer.wrap(HexFormat.of().parseHex(hexadecimal.replaceAll("\\s", ""))));
    }

    /** The one message that a builder holds. */
    public static NetlinkMessage built(final NetlinkRequest builder) {
        return NetlinkMessage.parse(ByteBuffer.wrap(builder.encode(0, 0))).getFirst();
    }

    /** The message cut after every number of bytes of its body, with its header's length made to fit. */
    public static List<NetlinkMessage> cuts(final NetlinkMessage message) {
        final byte[] body = new byte[message.body().limit()];
        message.body().get(0, body);
        return IntStream.range(0, body.length)
                .mapToObj(length -> new NetlinkMessage(
                        message.type(),
                        message.flags(),
                        message.sequence(),
                        ByteBuffer.wrap(Arrays.copyOf(body, length)).order(ByteOrder.nativeOrder())))
                .toList();
    }
}
