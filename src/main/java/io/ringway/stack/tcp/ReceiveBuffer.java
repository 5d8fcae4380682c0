package io.ringway.stack.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * Has all connections of an event loop read into one buffer, which is empty again before the next one reads: ten thousand connections need
 * no buffer each.
 */
final class ReceiveBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    static final int CAPACITY = 16 * 1024;

    private static final int READS_IN_A_ROW = 4;

    private final ByteBuf buffer = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(CAPACITY));

    ReceiveBuffer() {
        super(READS_IN_A_ROW);
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's own handles are of this type still.
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return CAPACITY;
            }

            @Override
            public ByteBuf allocate(final ByteBufAllocator ignored) {
                return buffer.retain().clear();
            }
        };
    }
}
