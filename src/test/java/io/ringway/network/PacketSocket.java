package io.ringway.network;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.ringway.lab.Namespace;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * An {@code AF_PACKET} socket (packet(7)) on one interface: sends frames as they are, and receives them whole, with the VLAN tag that the kernel
 * takes out of received frames put back.
 */
final class PacketSocket implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int ETH_P_ALL = 3;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_AUXDATA = 8;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int VLAN_VALID = 1 << 4;
    private static final int VLAN_TPID_VALID = 1 << 6;
    private static final int PACKET_OUTGOING = 4;
    private static final int BUFFER = 16 * 1024;
    private static final int CONTROL = 256;

    private static final MethodHandle SOCKET =
            NamespaceThread.function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND =
            NamespaceThread.function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SETSOCKOPT = NamespaceThread.function(
            "setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SEND = NamespaceThread.function(
            "send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECVMSG =
            NamespaceThread.function("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle POLL =
            NamespaceThread.function("poll", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE =
            NamespaceThread.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(BUFFER, 8);
    private final MemorySegment control = arena.allocate(CONTROL, 8);
    private final MemorySegment address = arena.allocate(20, 8);
    private final MemorySegment vector = arena.allocate(16, 8);
    private final MemorySegment message = arena.allocate(56, 8);
    private final MemorySegment pollFd = arena.allocate(8, 8);
    private final byte[] mac;
    private final int fd;

    private PacketSocket(final String device) throws Exception {
        final NetworkInterface networkInterface = NetworkInterface.getByName(device);
        mac = networkInterface.getHardwareAddress();
        try {
            fd = (int) SOCKET.invokeExact(AF_PACKET, SOCK_RAW, (int) Short.reverseBytes((short) ETH_P_ALL));
            final MemorySegment one = arena.allocateFrom(JAVA_INT, 1);
            final int auxiliary = (int) SETSOCKOPT.invokeExact(fd, SOL_PACKET, PACKET_AUXDATA, one.address(), 4);
            address.set(JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(JAVA_SHORT, 2, Short.reverseBytes((short) ETH_P_ALL));
            address.set(JAVA_INT, 4, networkInterface.getIndex());
            final int bound = (int) BIND.invokeExact(fd, address.address(), 20);
            if (fd < 0 || auxiliary != 0 || bound != 0) {
                throw new IllegalStateException("no packet socket on " + device);
            }
        } catch (final Exception e) {
            throw e;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
        vector.set(JAVA_LONG, 0, buffer.address());
        vector.set(JAVA_LONG, 8, BUFFER);
        pollFd.set(JAVA_INT, 0, fd);
        pollFd.set(JAVA_SHORT, 4, (short) 1);
    }

    static PacketSocket open(final Namespace namespace, final String device) throws Exception {
        return NamespaceThread.call(namespace, () -> new PacketSocket(device));
    }

    /** The interface's MAC address, six bytes. */
    byte[] mac() {
        return mac.clone();
    }

    void send(final byte[] frame) {
        try {
            MemorySegment.copy(frame, 0, buffer, JAVA_BYTE, 0, frame.length);
            final long sent = (long) SEND.invokeExact(fd, buffer.address(), (long) frame.length, 0);
            if (sent != frame.length) {
                throw new IllegalStateException("a frame of " + frame.length + " bytes was not sent");
            }
        } catch (final RuntimeException e) {
            throw e;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** The next received frame that is wanted, or null when the time is over. */
    byte[] receive(final Predicate<byte[]> wanted, final int timeoutMs) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        try {
            while (true) {
                final byte[] frame = next();
                if (frame != null && wanted.test(frame)) {
                    return frame;
                }
                final long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
                if (frame == null) {
                    if (leftMs <= 0) {
                        return null;
                    }
                    final int ignored = (int) POLL.invokeExact(pollFd.address(), 1L, (int) leftMs);
                }
            }
        } catch (final RuntimeException e) {
            throw e;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** struct msghdr: name, namelen, iov, iovlen, control, controllen, flags. An empty array stands for a frame that this machine sent. */
    private byte[] next() throws Throwable {
        message.set(JAVA_LONG, 0, address.address());
        message.set(JAVA_INT, 8, 20);
        message.set(JAVA_LONG, 16, vector.address());
        message.set(JAVA_LONG, 24, 1);
        message.set(JAVA_LONG, 32, control.address());
        message.set(JAVA_LONG, 40, CONTROL);
        final long length = (long) RECVMSG.invokeExact(fd, message.address(), MSG_DONTWAIT);
        if (length < 0) {
            return null;
        }
        if (address.get(JAVA_BYTE, 10) == PACKET_OUTGOING) {
            return new byte[0];
        }
        final byte[] frame = buffer.asSlice(0, length).toArray(JAVA_BYTE);
        return withTag(frame);
    }

    /** struct tpacket_auxdata behind the 16 bytes of its cmsghdr: status, len, snaplen, mac, net, vlan_tci, vlan_tpid. */
    private byte[] withTag(final byte[] frame) {
        final int status = control.get(JAVA_INT_UNALIGNED, 16);
        if (message.get(JAVA_LONG, 40) < 36 || (status & VLAN_VALID) == 0) {
            return frame;
        }
        final short tpid = (status & VLAN_TPID_VALID) != 0 ? control.get(JAVA_SHORT, 34) : (short) 0x8100;
        return ByteBuffer.allocate(frame.length + 4)
                .put(frame, 0, 12)
                .putShort(tpid)
                .putShort(control.get(JAVA_SHORT, 32))
                .put(frame, 12, frame.length - 12)
                .array();
    }

    @Override
    public void close() {
        try {
            final int ignored = (int) CLOSE.invokeExact(fd);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
        arena.close();
    }
}
