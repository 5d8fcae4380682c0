package io.ringway.lab.contender;

import io.ringway.lab.results.Contender.Role;

/** The ways to serve that the lab compares; which of them can do a job, its {@link Scenario} says. */
public enum ContenderKind {
    /** The C reflector. */
    FLOOR("floor", "C reflector, AF_XDP", Program.REFLECTOR, true),
    /** Router and workers on one thread. */
    RINGWAY_XDP_SHARED("ringway-xdp-shared", "Ringway AF_XDP, shared", Program.RINGWAY, true),
    /** Router and workers on threads of their own. */
    RINGWAY_XDP_DEDICATED("ringway-xdp-dedicated", "Ringway AF_XDP, dedicated", Program.RINGWAY, true),
    /** Router and workers on one thread, in a scenario where it refuses and something else is the job. */
    RINGWAY_XDP_REFUSED("ringway-xdp-refused", "Ringway AF_XDP, REFUSED", Program.RINGWAY, true),
    /** Answers from the packet cache. */
    RINGWAY_XDP_CACHE("ringway-xdp-cache", "Ringway AF_XDP, cache", Program.RINGWAY, true),
    /** Refuses behind rules that do not match. */
    RINGWAY_XDP_RULES("ringway-xdp-rules", "Ringway AF_XDP, ten rules", Program.RINGWAY, true),
    /** Drops a flood by a rule. */
    RINGWAY_XDP_WORKER_DROP("ringway-xdp-worker-drop", "Ringway, dropped by a rule", Program.RINGWAY, true),
    /** Drops a flood in the XDP program. */
    RINGWAY_XDP_KERNEL_DROP("ringway-xdp-kernel-drop", "Ringway, dropped in the kernel", Program.RINGWAY, true),
    /** AF_XDP towards clients and backend, router and workers on one thread. */
    RINGWAY_XDP_XDP("ringway-xdp-xdp", "Ringway AF_XDP to AF_XDP", Program.RINGWAY, true),
    /** AF_XDP towards clients, the kernel's UDP sockets towards the backend. */
    RINGWAY_XDP_REGULAR("ringway-xdp-regular", "Ringway AF_XDP to regular", Program.RINGWAY, true),
    /** The kernel's UDP sockets. */
    RINGWAY_REGULAR("ringway-regular", "Ringway regular stack", Program.RINGWAY, false),
    /** The server whose configuration language Ringway reads. */
    DNSDIST_XDP("dnsdist-xdp", "dnsdist AF_XDP", Program.DNSDIST, true),
    /** The same, AF_XDP towards clients and backend. */
    DNSDIST_XDP_XDP("dnsdist-xdp-xdp", "dnsdist AF_XDP to AF_XDP", Program.DNSDIST, true),
    /** The same, AF_XDP towards clients, UDP sockets towards the backend. */
    DNSDIST_XDP_REGULAR("dnsdist-xdp-regular", "dnsdist AF_XDP to regular", Program.DNSDIST, true),
    /** The same over UDP sockets, with its defaults. */
    DNSDIST_REGULAR("dnsdist-regular", "dnsdist regular stack", Program.DNSDIST, false),
    /** The same, told to take many messages with one system call. */
    DNSDIST_REGULAR_BATCHED("dnsdist-regular-batched", "dnsdist regular, batched", Program.DNSDIST, false),
    /** The same over AF_XDP, from its packet cache. */
    DNSDIST_XDP_CACHE("dnsdist-xdp-cache", "dnsdist AF_XDP, cache", Program.DNSDIST, true),
    /** The same over UDP sockets. */
    DNSDIST_REGULAR_CACHE("dnsdist-regular-cache", "dnsdist regular, cache", Program.DNSDIST, false),
    /** The same over AF_XDP, behind rules that do not match. */
    DNSDIST_XDP_RULES("dnsdist-xdp-rules", "dnsdist AF_XDP, ten rules", Program.DNSDIST, true),
    /** The same over UDP sockets. */
    DNSDIST_REGULAR_RULES("dnsdist-regular-rules", "dnsdist regular, ten rules", Program.DNSDIST, false),
    /** The authoritative server of Knot DNS, without zones. */
    KNOTD_XDP("knotd-xdp", "knotd AF_XDP", Program.KNOTD, true);

    private final String id;
    private final String title;
    private final Program program;
    private final boolean xdp;

    ContenderKind(final String id, final String title, final Program program, final boolean xdp) {
        this.id = id;
        this.title = title;
        this.program = program;
        this.xdp = xdp;
    }

    /** What is started. */
    enum Program {
        /** {@code native/reflector.c}. */
        REFLECTOR(Role.FLOOR),
        /** This build. */
        RINGWAY(Role.RINGWAY),
        /** {@code dnsdist}. */
        DNSDIST(Role.PEER),
        /** {@code knotd}. */
        KNOTD(Role.PEER);

        private final Role role;

        Program(final Role role) {
            this.role = role;
        }
    }

    Program program() {
        return program;
    }

    /**
     * Its identity in results and on the command line.
     *
     * @return stable.
     */
    public String id() {
        return id;
    }

    /**
     * Its name in legends.
     *
     * @return some words.
     */
    public String title() {
        return title;
    }

    /**
     * What it stands for.
     *
     * @return its role.
     */
    public Role role() {
        return program.role;
    }

    /**
     * Whether it claims to serve clients over AF_XDP.
     *
     * @return false for UDP sockets.
     */
    public boolean isXdp() {
        return xdp;
    }

    /**
     * Whether it serves each queue of a veth pair, so that probes on a queue of their own are answered.
     *
     * @return false for knotd, which takes what ethtool calls combined channels for its queues; a veth device has none of those, and one is served.
     */
    public boolean servesEveryQueue() {
        return program != Program.KNOTD;
    }

    /**
     * Whether backends answer it through the kernel's UDP although clients are served over AF_XDP.
     *
     * @return false when it has no backends.
     */
    boolean isBackendRegular() {
        return this == RINGWAY_XDP_REGULAR || this == DNSDIST_XDP_REGULAR;
    }
}
