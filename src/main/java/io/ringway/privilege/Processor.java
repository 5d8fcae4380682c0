package io.ringway.privilege;

import java.util.Optional;

/** The processors whose system calls are known by number here. */
enum Processor {
    /** Intel's and AMD's with 64 bits. */
    X86_64(0xC000_003E, 317, 321),
    /** ARM's with 64 bits. */
    AARCH64(0xC000_00B7, 277, 280);

    private final int auditArchitecture;
    private final int seccompCall;
    private final int bpfCall;

    Processor(final int auditArchitecture, final int seccompCall, final int bpfCall) {
        this.auditArchitecture = auditArchitecture;
        this.seccompCall = seccompCall;
        this.bpfCall = bpfCall;
    }

    /** The one that this runs on, or nothing where no numbers are known. */
    static Optional<Processor> current() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> Optional.of(X86_64);
            case "aarch64" -> Optional.of(AARCH64);
            default -> Optional.empty();
        };
    }

    /** {@code AUDIT_ARCH_…} of {@code linux/audit.h}. */
    int auditArchitecture() {
        return auditArchitecture;
    }

    /** The number of seccomp(2). */
    int seccompCall() {
        return seccompCall;
    }

    /** The number of bpf(2). */
    int bpfCall() {
        return bpfCall;
    }
}
