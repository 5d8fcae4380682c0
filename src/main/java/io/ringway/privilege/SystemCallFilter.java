package io.ringway.privilege;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.ringway.xdp.ErrnoCapture;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * A filter of system calls for all threads, seccomp(2): what {@link DeniedCall} lists fails with {@code EPERM}, and so does loading BPF programs
 * unless they may be loaded. A classic BPF program of {@code struct sock_filter} ({@code linux/filter.h}):
 *
 * <pre>
 *   0       2   3   4               8
 *  +-------+---+---+---------------+
 *  | code  | jt| jf|       k       |     jt, jf: instructions to skip when a comparison holds, and when not
 *  +-------+---+---+---------------+
 * </pre>
 *
 * <p>It reads {@code struct seccomp_data} ({@code linux/seccomp.h}):
 *
 * <pre>
 *   0               4               8                              16
 *  +---------------+---------------+-------------------------------+-------------------------------+---
 *  |  call number  | architecture  |      instruction pointer      |        first argument         | …
 *  +---------------+---------------+-------------------------------+-------------------------------+---
 * </pre>
 *
 * <p>Calls whose verdict hangs on their number alone cost next to nothing: since Linux 5.11 the kernel keeps these verdicts in a bitmap.
 */
final class SystemCallFilter {
    static final int INSTRUCTION_BYTES = 8;

    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_AT_LEAST = 0x35;
    private static final int RETURN = 0x06;

    private static final int ALLOW = 0x7fff_0000;
    private static final int FAIL_WITH_EPERM = 0x0005_0000 | NativeException.EPERM;

    private static final int NUMBER_OFFSET = 0;
    private static final int ARCHITECTURE_OFFSET = 4;
    private static final int FIRST_ARGUMENT_OFFSET = 16;

    /** From here on x86-64 counts calls of its x32 dialect, by which a list of numbers could be passed by. */
    private static final int X32_FIRST_CALL = 0x4000_0000;

    /** {@code BPF_PROG_LOAD}, {@code BPF_RAW_TRACEPOINT_OPEN} and {@code BPF_BTF_LOAD} of {@code linux/bpf.h}. */
    private static final int[] LOADING_COMMANDS = {5, 17, 18};

    private static final int SECCOMP_SET_MODE_FILTER = 1;

    /** On all threads, and without the mitigations against speculation that kernels before 5.16 switch on with a filter: they slow the JVM. */
    private static final long SYNCHRONIZED_SPECULATING = 1 | 4;

    private static final int PR_SET_NO_NEW_PRIVS = 38;

    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle SYSCALL =
            LIBC.function("syscall", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PRCTL =
            LIBC.function("prctl", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private final Processor processor;
    private final List<Instruction> program = new ArrayList<>();

    private record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    SystemCallFilter(final Processor processor, final boolean bpfProgramsAllowed) {
        this.processor = processor;
        load(ARCHITECTURE_OFFSET);
        program.add(new Instruction(JUMP_IF_EQUAL, 1, 0, processor.auditArchitecture()));
        deny();
        load(NUMBER_OFFSET);
        if (processor == Processor.X86_64) {
            program.add(new Instruction(JUMP_IF_AT_LEAST, 0, 1, X32_FIRST_CALL));
            deny();
        }
        for (final DeniedCall call : DeniedCall.values()) {
            if (call.number(processor) != DeniedCall.ABSENT) {
                denyIfEqual(call.number(processor));
            }
        }
        if (!bpfProgramsAllowed) {
            // Its first argument takes the place of the number, so that this comes last.
            program.add(new Instruction(JUMP_IF_EQUAL, 0, 1 + 2 * LOADING_COMMANDS.length, processor.bpfCall()));
            load(FIRST_ARGUMENT_OFFSET);
            for (final int command : LOADING_COMMANDS) {
                denyIfEqual(command);
            }
        }
        program.add(new Instruction(RETURN, 0, 0, ALLOW));
    }

    private void load(final int offset) {
        program.add(new Instruction(LOAD_WORD, 0, 0, offset));
    }

    private void deny() {
        program.add(new Instruction(RETURN, 0, 0, FAIL_WITH_EPERM));
    }

    private void denyIfEqual(final int value) {
        program.add(new Instruction(JUMP_IF_EQUAL, 0, 1, value));
        deny();
    }

    /** Writes the program into memory of the arena. */
    MemorySegment assemble(final Arena arena) {
        final MemorySegment code = arena.allocate((long) program.size() * INSTRUCTION_BYTES, Integer.BYTES);
        long offset = 0;
        for (final Instruction instruction : program) {
            code.set(JAVA_SHORT, offset, (short) instruction.code());
            code.set(JAVA_BYTE, offset + 2, (byte) instruction.ifTrue());
            code.set(JAVA_BYTE, offset + 3, (byte) instruction.ifFalse());
            code.set(JAVA_INT, offset + 4, instruction.operand());
            offset += INSTRUCTION_BYTES;
        }
        return code;
    }

    /**
     * Puts no_new_privs and the filter on every thread of the process, for good.
     *
     * @throws NativeException when the kernel refuses, as one without {@code CONFIG_SECCOMP_FILTER}.
     */
    void install() {
        final ErrnoCapture capture = new ErrnoCapture();
        try (Arena arena = Arena.ofConfined()) {
            final int barred = (int) PRCTL.invokeExact(capture.segment(), PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
            if (barred < 0) {
                throw new NativeException("no_new_privs", capture.errno());
            }
            final MemorySegment code = assemble(arena);
            // struct sock_fprog: u16 instructions, padding, pointer
            final MemorySegment descriptor = arena.allocate(2 * Long.BYTES, Long.BYTES);
            descriptor.set(JAVA_SHORT, 0, (short) program.size());
            descriptor.set(JAVA_LONG, Long.BYTES, code.address());
            final long result = (long) SYSCALL.invokeExact(
                    capture.segment(),
                    (long) processor.seccompCall(),
                    (long) SECCOMP_SET_MODE_FILTER,
                    SYNCHRONIZED_SPECULATING,
                    descriptor.address());
            if (result < 0) {
                throw new NativeException("filter of system calls", capture.errno());
            }
            if (result > 0) {
                throw new NativeException("filter of system calls: thread " + result + " has one of its own", null);
            }
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }
}
