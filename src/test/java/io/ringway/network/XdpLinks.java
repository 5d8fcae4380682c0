package io.ringway.network;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringway.lab.Command;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** Does to XDP attachments what a stranger with libbpf can do, and tells what an interface shows. */
@SuppressWarnings("restricted")
final class XdpLinks {
    private static final int BPF_LINK_TYPE_XDP = 6;
    private static final int INFO_BYTES = 128;
    private static final SymbolLookup LIBBPF = SymbolLookup.libraryLookup("libbpf.so.1", Arena.global());
    private static final MethodHandle NEXT_ID =
            function("bpf_link_get_next_id", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle FD_BY_ID =
            function("bpf_link_get_fd_by_id", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle INFO =
            function("bpf_obj_get_info_by_fd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle DETACH = function("bpf_link_detach", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE =
            NamespaceThread.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private XdpLinks() {}

    private static MethodHandle function(final String name, final FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(LIBBPF.find(name).orElseThrow(), descriptor);
    }

    /** Detaches every XDP program that a link holds on the interface of that index; the number of them. */
    static int detachAll(final int interfaceIndex) {
        int detached = 0;
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment id = arena.allocate(JAVA_INT);
            final MemorySegment info = arena.allocate(INFO_BYTES, Long.BYTES);
            final MemorySegment length = arena.allocateFrom(JAVA_INT, INFO_BYTES);
            while ((int) NEXT_ID.invokeExact(id.get(JAVA_INT, 0), id.address()) == 0) {
                final int fd = (int) FD_BY_ID.invokeExact(id.get(JAVA_INT, 0));
                info.fill((byte) 0);
                length.set(JAVA_INT, 0, INFO_BYTES);
                // struct bpf_link_info: type at 0, for XDP the interface at 16
                final int known = (int) INFO.invokeExact(fd, info.address(), length.address());
                if (known == 0
                        && info.get(JAVA_INT, 0) == BPF_LINK_TYPE_XDP
                        && info.get(JAVA_INT, 16) == interfaceIndex
                        && (int) DETACH.invokeExact(fd) == 0) {
                    detached++;
                }
                final int ignored = (int) CLOSE.invokeExact(fd);
            }
        } catch (final RuntimeException e) {
            throw e;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
        return detached;
    }

    /** Whether an XDP program is on an interface, as everybody sees it. */
    static boolean isAttached(final io.ringway.lab.Namespace namespace, final String device) {
        return Command.run("ip -n " + namespace.name() + " link show dev " + device)
                .contains("prog/xdp");
    }

    /** The kernel's index of an interface. */
    static int indexOf(final io.ringway.lab.Namespace namespace, final String device) {
        final String line = Command.run("ip -n " + namespace.name() + " -oneline link show dev " + device);
        return Integer.parseInt(line.substring(0, line.indexOf(':')));
    }
}
