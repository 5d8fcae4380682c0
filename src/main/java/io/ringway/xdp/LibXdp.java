package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/** The functions of libxdp ({@code xdp/xsk.h}) that set sockets up. Results are 0 or the negative errno. Control thread. */
final class LibXdp {
    private static final NativeLibrary LIBRARY = NativeLibrary.load(XdpLibraries.LIBXDP, XdpLibraries.LIBXDP_PACKAGE);
    private static final MethodHandle SET_PRINT = LIBRARY.function("libxdp_set_print", JAVA_LONG, JAVA_LONG);
    private static final MethodHandle UMEM_CREATE = LIBRARY.function(
            "xsk_umem__create", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle UMEM_DELETE = LIBRARY.function("xsk_umem__delete", JAVA_INT, JAVA_LONG);
    private static final MethodHandle SOCKET_CREATE = LIBRARY.function(
            "xsk_socket__create", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SOCKET_DELETE = LIBRARY.function("xsk_socket__delete", JAVA_INT, JAVA_LONG);
    private static final MethodHandle SOCKET_FD = LIBRARY.function("xsk_socket__fd", JAVA_INT, JAVA_LONG);

    static {
        // libxdp and libbpf write to standard error otherwise; errors reach the operator as one line each.
        try {
            final long ignored = (long) SET_PRINT.invokeExact(new ErrnoCapture().segment(), 0L);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    private LibXdp() {}

    /** Initialises this class. */
    static void link() {
        // Its static fields are what is wanted.
    }

    static int umemCreate(
            final long umemPointer,
            final long area,
            final long size,
            final long fill,
            final long completion,
            final long config) {
        try {
            return (int) UMEM_CREATE.invokeExact(
                    new ErrnoCapture().segment(), umemPointer, area, size, fill, completion, config);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int umemDelete(final long umem) {
        try {
            return (int) UMEM_DELETE.invokeExact(new ErrnoCapture().segment(), umem);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int socketCreate(
            final long socketPointer,
            final long interfaceName,
            final int queueId,
            final long umem,
            final long rx,
            final long tx,
            final long config) {
        try {
            return (int) SOCKET_CREATE.invokeExact(
                    new ErrnoCapture().segment(), socketPointer, interfaceName, queueId, umem, rx, tx, config);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void socketDelete(final long socket) {
        try {
            final int ignored = (int) SOCKET_DELETE.invokeExact(new ErrnoCapture().segment(), socket);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int socketFd(final long socket) {
        try {
            return (int) SOCKET_FD.invokeExact(new ErrnoCapture().segment(), socket);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }
}
