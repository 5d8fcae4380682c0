package io.ringway.network;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringway.lab.Namespace;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs something on a thread that has entered a network namespace; sockets opened there stay in it. */
@SuppressWarnings("restricted")
final class NamespaceThread {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN = function("open", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SETNS = function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private NamespaceThread() {}

    static MethodHandle function(final String name, final FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), descriptor);
    }

    /** Runs {@code task} inside and returns what it made. */
    static <T> T call(final Namespace namespace, final Callable<T> task) throws Exception {
        final FutureTask<T> future = new FutureTask<>(() -> {
            enter(namespace);
            return task.call();
        });
        Thread.ofPlatform().daemon().name("inside " + namespace.name()).start(future);
        try {
            return future.get();
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        }
    }

    private static void enter(final Namespace namespace) throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            final long path =
                    arena.allocateFrom("/run/netns/" + namespace.name()).address();
            final int fd = (int) OPEN.invokeExact(path, 0);
            final int result = (int) SETNS.invokeExact(fd, CLONE_NEWNET);
            final int ignored = (int) CLOSE.invokeExact(fd);
            if (fd < 0 || result != 0) {
                throw new IllegalStateException("cannot enter the network namespace " + namespace.name());
            }
        } catch (final Exception e) {
            throw e;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }
}
