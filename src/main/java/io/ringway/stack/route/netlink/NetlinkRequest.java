package io.ringway.stack.route.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A message to the kernel, built from front to back: the structure of its type, then attributes. Layouts are with {@link NetlinkMessage} and
 * {@link NetlinkAttributes}. One thread.
 */
public final class NetlinkRequest {
    /** Makes what does not exist. */
    public static final int NLM_F_CREATE = 0x400;

    /** Together with {@link #NLM_F_CREATE}: fails when it exists. */
    public static final int NLM_F_EXCL = 0x200;

    static final int NLM_F_REQUEST = 1;
    static final int NLM_F_ACK = 4;
    static final int NLM_F_DUMP = 0x300;

    /** More than any request of this program; a longer one is an error of the caller. */
    private static final int CAPACITY = 256;

    private static final int TYPE = 4;
    private static final int FLAGS = 6;
    private static final int SEQUENCE = 8;

    private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY).order(ByteOrder.nativeOrder());
    private final String what;

    /**
     * Begins one.
     *
     * @param what  the request, as an operator would say it; error messages begin so.
     * @param type  {@code RTM_…}
     * @param flags {@code NLM_F_…} beyond those that every request needs.
     */
    public NetlinkRequest(final String what, final int type, final int flags) {
        this.what = what;
        buffer.putShort(TYPE, (short) type);
        buffer.putShort(FLAGS, (short) (NLM_F_REQUEST | flags));
        buffer.position(NetlinkMessage.HEADER_BYTES);
    }

    String what() {
        return what;
    }

    /**
     * Appends a byte to the structure.
     *
     * @param value its low eight bits.
     * @return this.
     */
    public NetlinkRequest putByte(final int value) {
        buffer.put((byte) value);
        return this;
    }

    /**
     * Appends a 16-bit number to the structure.
     *
     * @param value its low sixteen bits.
     * @return this.
     */
    public NetlinkRequest putShort(final int value) {
        buffer.putShort((short) value);
        return this;
    }

    /**
     * Appends a 32-bit number to the structure.
     *
     * @param value the number.
     * @return this.
     */
    public NetlinkRequest putInt(final int value) {
        buffer.putInt(value);
        return this;
    }

    /**
     * Appends an attribute.
     *
     * @param type  its number.
     * @param value its bytes.
     * @return this.
     */
    public NetlinkRequest attribute(final int type, final byte[] value) {
        buffer.putShort((short) (NetlinkAttributes.HEADER_BYTES + value.length));
        buffer.putShort((short) type);
        buffer.put(value);
        buffer.position(NetlinkMessage.aligned(buffer.position()));
        return this;
    }

    /**
     * Appends an attribute that is a 32-bit number.
     *
     * @param type  its number.
     * @param value the number.
     * @return this.
     */
    public NetlinkRequest attribute(final int type, final int value) {
        return attribute(
                type,
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }

    /** The whole message, with {@code flags} besides its own. */
    byte[] encode(final int sequence, final int flags) {
        final byte[] message = Arrays.copyOf(buffer.array(), buffer.position());
        final ByteBuffer header = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        header.putInt(0, message.length);
        header.putShort(FLAGS, (short) (header.getShort(FLAGS) | flags));
        header.putInt(SEQUENCE, sequence);
        return message;
    }
}
