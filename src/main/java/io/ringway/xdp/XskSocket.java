package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.ringway.wire.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.concurrent.locks.LockSupport;

/**
 * An AF_XDP socket bound to one receive queue, with a UMEM and four rings of its own; the memory of the UMEM may
 * be that of others, too.
 *
 * <p>Opened and closed on the control thread; the rings and {@link #wakeTransmit()} belong to the router's thread.
 */
public final class XskSocket implements TransmitWakeup, AutoCloseable {
    private static final int RING_STRUCT_BYTES = 48;
    private static final int INHIBIT_PROGRAM_LOAD = 1;
    private static final int XDP_COPY = 1 << 1;
    private static final int XDP_ZEROCOPY = 1 << 2;
    private static final int XDP_USE_NEED_WAKEUP = 1 << 3;
    private static final int XDP_STATISTICS = 7;
    private static final int XDP_OPTIONS = 8;
    private static final int XDP_OPTIONS_ZEROCOPY = 1;
    private static final int XDP_MAX_TX_SKB_BUDGET = 9;
    private static final int TRANSMIT_BUDGET = 256;
    private static final int SO_BUSY_POLL = 46;
    private static final int SO_PREFER_BUSY_POLL = 69;
    private static final int SO_BUSY_POLL_BUDGET = 70;
    private static final long FIRST_RETRY_NS = 5_000_000;
    private static final long LONGEST_RETRY_NS = 100_000_000;

    /** Where the router's thread has its errno; 0 before the first failure. */
    private long errnoAddress;

    /** Keeps the ring structs: libxdp refers to them until the socket is deleted. */
    private final Arena arena;

    private final XskOptions options;
    private final Umem umem;
    private final long umemHandle;
    private final long handle;
    private final int fd;
    private final XskRings rings;
    private final boolean zeroCopy;
    private final boolean ownsMemory;
    private boolean closed;

    private XskSocket(
            final Arena arena,
            final XskOptions options,
            final Umem umem,
            final boolean ownsMemory,
            final long umemHandle,
            final long handle,
            final XskRings rings) {
        this.ownsMemory = ownsMemory;
        this.arena = arena;
        this.options = options;
        this.umem = umem;
        this.umemHandle = umemHandle;
        this.handle = handle;
        this.rings = rings;
        fd = LibXdp.socketFd(handle);
        zeroCopy = readZeroCopy(fd);
        // Kernels before 6.17 refuse the option and keep to 32 packets a call; the router calls again either way.
        Libc.setSocketOption(fd, Libc.SOL_XDP, XDP_MAX_TX_SKB_BUDGET, Math.min(TRANSMIT_BUDGET, options.ringSize()));
        if (options.busyPollUs() > 0) {
            Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_PREFER_BUSY_POLL, 1);
            Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_BUSY_POLL, options.busyPollUs());
            Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_BUSY_POLL_BUDGET, TRANSMIT_BUDGET);
        }
    }

    /**
     * Makes a UMEM and a socket, and binds it. Nothing is received before the socket stands in an XSKMAP and frames on the FILL ring.
     *
     * @param options what to make.
     * @param memory  what to register with the kernel, also for other sockets; null for memory of its own. Each socket has a UMEM of its own over it,
     *                so that one device may be zero-copy and another not, and one socket can go without the others.
     * @return the bound socket.
     * @throws NativeException when the kernel refuses, with the reason.
     */
    public static XskSocket open(final XskOptions options, final Umem memory) {
        final long deadlineNs = System.nanoTime() + options.bindTimeoutMs() * 1_000_000L;
        long waitNs = FIRST_RETRY_NS;
        // With neither flag the kernel tries zero-copy and falls back to copy within the one call; a second try would
        // make the UMEM again.
        final int flags = XDP_USE_NEED_WAKEUP
                | switch (options.zeroCopy()) {
                    case PROBE -> 0;
                    case REQUIRE -> XDP_ZEROCOPY;
                    case REFUSE -> XDP_COPY;
                };
        while (true) {
            try {
                return bind(options, memory, flags);
            } catch (final NativeException e) {
                if (e.errno() != NativeException.EBUSY || System.nanoTime() + waitNs >= deadlineNs) {
                    throw e;
                }
                LockSupport.parkNanos(waitNs);
                waitNs = Math.min(2 * waitNs, LONGEST_RETRY_NS);
            }
        }
    }

    /** The UMEM is made anew for every try: libxdp keeps state of a failed bind in it. */
    private static XskSocket bind(final XskOptions options, final Umem memory, final int bindFlags) {
        final Arena arena = Arena.ofAuto();
        Umem umem = null;
        long umemHandle = 0;
        try {
            umem = memory == null ? new Umem(options.frameCount(), options.frameSize(), options.hugePages()) : memory;
            final MemorySegment structs = arena.allocate(4L * RING_STRUCT_BYTES, Long.BYTES);
            final long fill = structs.address();
            final long completion = fill + RING_STRUCT_BYTES;
            final long rx = completion + RING_STRUCT_BYTES;
            final long tx = rx + RING_STRUCT_BYTES;
            final MemorySegment pointer = arena.allocate(ADDRESS);
            // struct xsk_umem_config: fill_size, comp_size, frame_size, frame_headroom, flags
            final MemorySegment umemConfig =
                    arena.allocateFrom(JAVA_INT, options.ringSize(), options.ringSize(), options.frameSize(), 0, 0);
            check(
                    options,
                    LibXdp.umemCreate(
                            pointer.address(), umem.address(), umem.length(), fill, completion, umemConfig.address()));
            umemHandle = pointer.get(ADDRESS, 0).address();
            // struct xsk_socket_config: rx_size, tx_size, libxdp_flags, xdp_flags, bind_flags (u16)
            final MemorySegment config =
                    arena.allocateFrom(JAVA_INT, options.ringSize(), options.ringSize(), INHIBIT_PROGRAM_LOAD, 0, 0);
            config.set(JAVA_SHORT, 16, (short) bindFlags);
            check(
                    options,
                    LibXdp.socketCreate(
                            pointer.address(),
                            arena.allocateFrom(options.interfaceName()).address(),
                            options.queueId(),
                            umemHandle,
                            rx,
                            tx,
                            config.address()));
            final long handle = pointer.get(ADDRESS, 0).address();
            final XskRings rings = new XskRings(
                    new ConsumerRing(rx, Descriptor.SHIFT),
                    new ProducerRing(tx, Descriptor.SHIFT),
                    new ProducerRing(fill, Descriptor.ADDRESS_SHIFT),
                    new ConsumerRing(completion, Descriptor.ADDRESS_SHIFT));
            return new XskSocket(arena, options, umem, memory == null, umemHandle, handle, rings);
        } catch (final NativeException e) {
            if (umemHandle != 0) {
                LibXdp.umemDelete(umemHandle);
            }
            if (umem != null && memory == null) {
                umem.close();
            }
            throw e;
        }
    }

    private static void check(final XskOptions options, final int result) {
        if (result < 0) {
            throw new NativeException(
                    "AF_XDP socket on " + options.interfaceName() + " queue " + options.queueId(), -result);
        }
    }

    private static boolean readZeroCopy(final int fd) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment value = arena.allocate(JAVA_INT);
            return Libc.socketOption(fd, Libc.SOL_XDP, XDP_OPTIONS, value) > 0
                    && (value.get(JAVA_INT, 0) & XDP_OPTIONS_ZEROCOPY) != 0;
        }
    }

    /**
     * The rings, for the router's thread.
     *
     * @return the four rings.
     */
    public XskRings rings() {
        return rings;
    }

    /**
     * The memory shared with the kernel.
     *
     * @return the UMEM.
     */
    public Umem umem() {
        return umem;
    }

    /**
     * The descriptor, for {@code poll} and for an XSKMAP.
     *
     * @return a file descriptor.
     */
    public int fd() {
        return fd;
    }

    /**
     * What was asked for.
     *
     * @return the options.
     */
    public XskOptions options() {
        return options;
    }

    /**
     * What the kernel gave.
     *
     * @return true when the device writes into the UMEM itself.
     */
    public boolean isZeroCopy() {
        return zeroCopy;
    }

    /**
     * Reads errno from where the thread keeps it, without capturing it in the call. The virtual machine may in theory overwrite it in between;
     * then a failure is counted under another name, and the next duty cycle calls again all the same.
     */
    @Override
    public int wakeTransmit() {
        if (Libc.sendEmpty(fd) == 0) {
            return 0;
        }
        if (errnoAddress == 0) {
            errnoAddress = Libc.errnoAddress();
        }
        return -Memory.intAt(errnoAddress);
    }

    /**
     * Reads {@code XDP_STATISTICS}. Any thread.
     *
     * @return the six counters since the socket was made.
     */
    public XskStatistics statistics() {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment value = scratch.allocate(XskStatistics.BYTES, Long.BYTES);
            final int length = Libc.socketOption(fd, Libc.SOL_XDP, XDP_STATISTICS, value);
            if (length < 0) {
                throw new NativeException("XDP_STATISTICS of " + options.interfaceName(), -length);
            }
            return XskStatistics.of(value);
        }
    }

    /** Closes the socket and frees the UMEM, and its memory unless that was given; its router's thread must have ended. The XSKMAP's slot empties itself. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            LibXdp.socketDelete(handle);
            LibXdp.umemDelete(umemHandle);
            if (ownsMemory) {
                umem.close();
            }
        } finally {
            Reference.reachabilityFence(arena);
        }
    }
}
