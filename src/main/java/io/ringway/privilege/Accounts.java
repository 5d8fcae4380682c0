package io.ringway.privilege;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringway.xdp.ErrnoCapture;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The system's users and groups, by whatever {@code nsswitch.conf} names, and the change of all threads to one of them.
 *
 * <pre>
 *  struct passwd   0 pw_name    8 pw_passwd   16 pw_uid   20 pw_gid   24 pw_gecos …
 *  struct group    0 gr_name    8 gr_passwd   16 gr_gid   24 gr_mem
 * </pre>
 *
 * <p>Control thread: the C library answers look-ups from memory that the next one overwrites.
 */
final class Accounts {
    private static final int UID_OFFSET = 16;
    private static final int PRIMARY_GID_OFFSET = 20;
    private static final int GID_OFFSET = 16;
    private static final int RECORD_BYTES = 24;

    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle GETPWNAM = LIBC.function("getpwnam", JAVA_LONG, JAVA_LONG);
    private static final MethodHandle GETPWUID = LIBC.function("getpwuid", JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETGRNAM = LIBC.function("getgrnam", JAVA_LONG, JAVA_LONG);

    private static final MethodHandle SETGROUPS = LIBC.function("setgroups", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETRESGID = LIBC.function("setresgid", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SETRESUID = LIBC.function("setresuid", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

    private Accounts() {}

    /** A user of the system: its number and its own group's. */
    record User(int uid, int gid) {}

    static Optional<User> user(final String name) {
        try (Arena arena = Arena.ofConfined()) {
            final long found = (long) GETPWNAM.invokeExact(
                    new ErrnoCapture().segment(), arena.allocateFrom(name).address());
            return user(found);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static Optional<User> user(final int uid) {
        try {
            return user((long) GETPWUID.invokeExact(new ErrnoCapture().segment(), uid));
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<User> user(final long address) {
        return address == 0
                ? Optional.empty()
                : Optional.of(new User(
                        segment(address).get(JAVA_INT, UID_OFFSET),
                        segment(address).get(JAVA_INT, PRIMARY_GID_OFFSET)));
    }

    static Optional<Integer> group(final String name) {
        try (Arena arena = Arena.ofConfined()) {
            final long found = (long) GETGRNAM.invokeExact(
                    new ErrnoCapture().segment(), arena.allocateFrom(name).address());
            return found == 0 ? Optional.empty() : Optional.of(segment(found).get(JAVA_INT, GID_OFFSET));
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("restricted")
    private static MemorySegment segment(final long address) {
        return MemorySegment.ofAddress(address).reinterpret(RECORD_BYTES);
    }

    /**
     * Changes user and group of every thread, real, effective and saved, and leaves no supplementary group. The kernel's calls are for one
     * thread each; those of the C library reach all (nptl(7)), and end the process rather than leave threads behind.
     *
     * @throws NativeException when the kernel refuses, as without {@code CAP_SETUID} and {@code CAP_SETGID}.
     */
    static void become(final Identity identity) {
        final ErrnoCapture capture = new ErrnoCapture();
        final int uid = identity.uid();
        final int gid = identity.gid();
        try {
            capture.check("giving up supplementary groups", (int) SETGROUPS.invokeExact(capture.segment(), 0L, 0L));
            capture.check("changing to group " + Integer.toUnsignedString(gid), (int)
                    SETRESGID.invokeExact(capture.segment(), gid, gid, gid));
            capture.check("changing to user " + Integer.toUnsignedString(uid), (int)
                    SETRESUID.invokeExact(capture.segment(), uid, uid, uid));
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }
}
