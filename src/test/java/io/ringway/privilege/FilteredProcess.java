package io.ringway.privilege;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringway.xdp.ErrnoCapture;
import io.ringway.xdp.NativeLibrary;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CountDownLatch;

/** A program that puts the filter on itself and says what calls lead to then, on a thread that was there before; for {@link SystemCallFilterTest}. */
final class FilteredProcess {
    private static final MethodHandle SYSCALL =
            NativeLibrary.libc().function("syscall", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    /** {@code BPF_MAP_CREATE} and {@code BPF_PROG_LOAD}. */
    private static final int[] BPF_COMMANDS = {0, 5};

    private static final int X32_GETPID = 0x4000_0000 + 39;

    private FilteredProcess() {}

    /** The first argument says whether BPF programs may be loaded. */
    public static void main(final String[] arguments) throws InterruptedException {
        final Processor processor = Processor.current().orElseThrow();
        final CountDownLatch installed = new CountDownLatch(1);
        final Thread other = new Thread(() -> {
            try {
                installed.await();
            } catch (final InterruptedException e) {
                throw new AssertionError(e);
            }
            for (final DeniedCall call : DeniedCall.values()) {
                if (call.number(processor) != DeniedCall.ABSENT) {
                    System.out.println(call + " " + errno(call.number(processor), -1));
                }
            }
            for (final int command : BPF_COMMANDS) {
                System.out.println("bpf " + command + " " + errno(processor.bpfCall(), command));
            }
            if (processor == Processor.X86_64) {
                System.out.println("x32 " + errno(X32_GETPID, 0));
            }
            try {
                System.out.println(
                        "exec " + new ProcessBuilder("/bin/true").start().waitFor());
            } catch (final IOException | InterruptedException e) {
                System.out.println("exec " + e.getMessage());
            }
        });
        other.start();
        new SystemCallFilter(processor, Boolean.parseBoolean(arguments[0])).install();
        installed.countDown();
        other.join();
        System.out.println("filtered " + ThreadStatus.own().stream().allMatch(it -> it.filtered() && it.noNewPrivs()));
    }

    /** What the kernel says to a call with arguments that no call takes, 0 when it is content. */
    private static int errno(final int number, final long argument) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final long result = (long) SYSCALL.invokeExact(capture.segment(), (long) number, argument, -1L, -1L, -1L);
            return result < 0 ? capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }
}
