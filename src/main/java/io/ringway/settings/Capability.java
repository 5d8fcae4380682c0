package io.ringway.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The capabilities of Linux in the order of their numbers ({@code linux/capability.h}). */
public enum Capability {
    /** Change owners of files. */
    CAP_CHOWN,
    /** Pass over permissions of files. */
    CAP_DAC_OVERRIDE,
    /** Read any file and search any folder. */
    CAP_DAC_READ_SEARCH,
    /** Act as owner of any file. */
    CAP_FOWNER,
    /** Keep set-user-ID bits. */
    CAP_FSETID,
    /** Signal any process. */
    CAP_KILL,
    /** Change group IDs. */
    CAP_SETGID,
    /** Change user IDs. */
    CAP_SETUID,
    /** Change capability sets. */
    CAP_SETPCAP,
    /** Set the immutable flag of files. */
    CAP_LINUX_IMMUTABLE,
    /** Bind to ports below 1024. */
    CAP_NET_BIND_SERVICE,
    /** Broadcast; unused by the kernel. */
    CAP_NET_BROADCAST,
    /** Configure the network. */
    CAP_NET_ADMIN,
    /** Raw, packet and AF_XDP sockets. */
    CAP_NET_RAW,
    /** Lock memory. */
    CAP_IPC_LOCK,
    /** Pass over permissions of System V IPC. */
    CAP_IPC_OWNER,
    /** Load kernel modules. */
    CAP_SYS_MODULE,
    /** Raw access to devices. */
    CAP_SYS_RAWIO,
    /** Change the root folder and namespaces. */
    CAP_SYS_CHROOT,
    /** Trace any process. */
    CAP_SYS_PTRACE,
    /** Process accounting. */
    CAP_SYS_PACCT,
    /** Administer the system; among much else, look BPF objects up by number. */
    CAP_SYS_ADMIN,
    /** Restart the machine. */
    CAP_SYS_BOOT,
    /** Raise priorities. */
    CAP_SYS_NICE,
    /** Raise limits of resources. */
    CAP_SYS_RESOURCE,
    /** Set the clock. */
    CAP_SYS_TIME,
    /** Configure terminals. */
    CAP_SYS_TTY_CONFIG,
    /** Make device files. */
    CAP_MKNOD,
    /** Take leases on files. */
    CAP_LEASE,
    /** Write to the audit log. */
    CAP_AUDIT_WRITE,
    /** Configure auditing. */
    CAP_AUDIT_CONTROL,
    /** Set capabilities of files. */
    CAP_SETFCAP,
    /** Pass over mandatory access control. */
    CAP_MAC_OVERRIDE,
    /** Configure mandatory access control. */
    CAP_MAC_ADMIN,
    /** Read the kernel's log. */
    CAP_SYSLOG,
    /** Wake the machine. */
    CAP_WAKE_ALARM,
    /** Keep the machine awake. */
    CAP_BLOCK_SUSPEND,
    /** Read the audit log. */
    CAP_AUDIT_READ,
    /** Performance counters. */
    CAP_PERFMON,
    /** Load BPF programs and make maps. */
    CAP_BPF,
    /** Checkpoint and restore. */
    CAP_CHECKPOINT_RESTORE;

    private static final String PREFIX = "CAP_";

    /**
     * The capability of a name, with or without {@code CAP_}, in any case.
     *
     * @param name for instance {@code CAP_NET_ADMIN} or {@code net_admin}.
     * @return the capability, or nothing when Linux has none of that name.
     */
    public static Optional<Capability> ofName(final String name) {
        final String upper = name.toUpperCase(Locale.ROOT);
        final String full = upper.startsWith(PREFIX) ? upper : PREFIX + upper;
        return Arrays.stream(values()).filter(it -> it.name().equals(full)).findFirst();
    }

    /**
     * All names.
     *
     * @return in the order of their numbers.
     */
    public static List<String> names() {
        return Arrays.stream(values()).map(Capability::name).toList();
    }

    /**
     * Its bit in a set of capabilities.
     *
     * @return a power of two.
     */
    public long bit() {
        return 1L << ordinal();
    }
}
