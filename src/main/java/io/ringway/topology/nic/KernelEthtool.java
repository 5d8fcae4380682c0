package io.ringway.topology.nic;

import io.ringway.stack.route.netlink.NetlinkAttributes;
import io.ringway.stack.route.netlink.NetlinkException;
import io.ringway.stack.route.netlink.NetlinkMessage;
import io.ringway.stack.route.netlink.NetlinkRequest;
import io.ringway.stack.route.netlink.NetlinkSocket;
import io.ringway.xdp.NetworkDevice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The kernel's own: the generic netlink family {@code ethtool} (Documentation/networking/ethtool-netlink.rst), of which receive-side scaling is a part
 * since Linux 6.3; and for the driver's name, which it lacks, the older system call.
 *
 * <pre>
 *  request and reply: struct genlmsghdr of linux/genetlink.h, then attributes
 *  0               1               2               3
 *  +---------------+---------------+-------------------------------+
 *  |   cmd (u8)    | version (u8)  |         reserved (u16)        |
 *  +---------------+---------------+-------------------------------+
 *  | attribute 1, nested: attribute 2 in it is the interface's name|
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Asks in the network namespace of the calling thread. Control thread.
 */
public final class KernelEthtool implements Ethtool {
    private static final int GENL_ID_CTRL = 0x10;
    private static final int CTRL_CMD_GETFAMILY = 3;
    private static final int CTRL_ATTR_FAMILY_ID = 1;
    private static final int CTRL_ATTR_FAMILY_NAME = 2;
    private static final int CTRL_VERSION = 2;
    private static final int GENERIC_HEADER_BYTES = 4;

    private static final int ETHTOOL_MSG_CHANNELS_GET = 17;
    private static final int ETHTOOL_MSG_RSS_GET = 38;
    private static final int ETHTOOL_VERSION = 1;
    private static final int A_HEADER = 1;
    private static final int A_HEADER_DEV_NAME = 2;
    private static final int NLA_F_NESTED = 0x8000;
    private static final int ATTRIBUTE_HEADER_BYTES = 4;

    private static final int A_CHANNELS_RX_MAX = 2;
    private static final int A_CHANNELS_COMBINED_MAX = 5;
    private static final int A_CHANNELS_RX_COUNT = 6;
    private static final int A_CHANNELS_TX_COUNT = 7;
    private static final int A_CHANNELS_COMBINED_COUNT = 9;

    private static final int A_RSS_HFUNC = 3;
    private static final int A_RSS_INDIR = 4;
    private static final int A_RSS_HKEY = 5;

    /** Asks the kernel each time. */
    public KernelEthtool() {}

    @Override
    public Optional<Driver> driver(final String interfaceName) {
        return NetworkDevice.find(interfaceName)
                .flatMap(NetworkDevice::driver)
                .map(driver -> new Driver(driver.name(), driver.busAddress()));
    }

    @Override
    public Optional<Channels> channels(final String interfaceName) {
        return ask(interfaceName, "channels", ETHTOOL_MSG_CHANNELS_GET)
                .map(attributes -> new Channels(
                        attributes.number(A_CHANNELS_RX_COUNT).orElse(0),
                        attributes.number(A_CHANNELS_TX_COUNT).orElse(0),
                        attributes.number(A_CHANNELS_COMBINED_COUNT).orElse(0),
                        attributes.number(A_CHANNELS_RX_MAX).orElse(0),
                        attributes.number(A_CHANNELS_COMBINED_MAX).orElse(0)));
    }

    @Override
    public Optional<ReceiveSideScaling> scaling(final String interfaceName) {
        return ask(interfaceName, "receive-side scaling", ETHTOOL_MSG_RSS_GET)
                .map(attributes -> new ReceiveSideScaling(
                        hashFunction(attributes.number(A_RSS_HFUNC).orElse(0)),
                        attributes.bytes(A_RSS_HKEY).orElse(new byte[0]),
                        numbers(attributes.bytes(A_RSS_INDIR).orElse(new byte[0]))));
    }

    /** {@code ETH_RSS_HASH_*} of linux/ethtool.h: one bit each. */
    private static String hashFunction(final int bits) {
        return switch (bits) {
            case 1 -> "toeplitz";
            case 2 -> "xor";
            case 4 -> "crc32";
            default -> "";
        };
    }

    private static int[] numbers(final byte[] bytes) {
        final int[] numbers = new int[bytes.length / Integer.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asIntBuffer().get(numbers);
        return numbers;
    }

    /** Nothing when the kernel has no such message, or the driver nothing to say. */
    private static Optional<NetlinkAttributes> ask(final String interfaceName, final String what, final int command) {
        try (NetlinkSocket socket = NetlinkSocket.forGenericRequests()) {
            final byte[] name = Arrays.copyOf(
                    interfaceName.getBytes(StandardCharsets.UTF_8),
                    interfaceName.getBytes(StandardCharsets.UTF_8).length + 1);
            final byte[] header = ByteBuffer.allocate(ATTRIBUTE_HEADER_BYTES + name.length)
                    .order(ByteOrder.nativeOrder())
                    .putShort((short) (ATTRIBUTE_HEADER_BYTES + name.length))
                    .putShort((short) A_HEADER_DEV_NAME)
                    .put(name)
                    .array();
            return socket
                    .request(generic(interfaceName + ": " + what, familyId(socket), command, ETHTOOL_VERSION)
                            .attribute(A_HEADER | NLA_F_NESTED, header))
                    .stream()
                    .findFirst()
                    .map(message -> message.attributes(GENERIC_HEADER_BYTES));
        } catch (final NetlinkException e) {
            return Optional.empty();
        }
    }

    private static int familyId(final NetlinkSocket socket) {
        final byte[] name = "ethtool\0".getBytes(StandardCharsets.UTF_8);
        for (final NetlinkMessage message :
                socket.request(generic("ethtool by netlink", GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_VERSION)
                        .attribute(CTRL_ATTR_FAMILY_NAME, name))) {
            final Optional<byte[]> id = message.attributes(GENERIC_HEADER_BYTES).bytes(CTRL_ATTR_FAMILY_ID);
            if (id.isPresent()) {
                return ByteBuffer.wrap(id.get()).order(ByteOrder.nativeOrder()).getShort() & 0xFFFF;
            }
        }
        throw new NetlinkException("ethtool by netlink", NetlinkException.ENOENT, "the kernel does not have it");
    }

    private static NetlinkRequest generic(final String what, final int family, final int command, final int version) {
        return new NetlinkRequest(what, family, 0)
                .putByte(command)
                .putByte(version)
                .putShort(0);
    }
}
