package io.ringway.lab.contender;

import io.ringway.lab.results.Contender.Role;
import io.ringway.settings.SetupException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The ways to serve that the lab compares. */
public enum ContenderKind {
    /** The C reflector. */
    FLOOR("floor", "C reflector, AF_XDP", Role.FLOOR, true),
    /** Router and workers on one thread. */
    RINGWAY_XDP_SHARED("ringway-xdp-shared", "Ringway AF_XDP, shared", Role.RINGWAY, true),
    /** Router and workers on threads of their own. */
    RINGWAY_XDP_DEDICATED("ringway-xdp-dedicated", "Ringway AF_XDP, dedicated", Role.RINGWAY, true),
    /** The kernel's UDP sockets. */
    RINGWAY_REGULAR("ringway-regular", "Ringway regular stack", Role.RINGWAY, false),
    /** The server whose configuration language Ringway reads. */
    DNSDIST_XDP("dnsdist-xdp", "dnsdist AF_XDP", Role.PEER, true),
    /** The same over UDP sockets, with its defaults. */
    DNSDIST_REGULAR("dnsdist-regular", "dnsdist regular stack", Role.PEER, false),
    /** The same, told to take many messages with one system call. */
    DNSDIST_REGULAR_BATCHED("dnsdist-regular-batched", "dnsdist regular, batched", Role.PEER, false),
    /** The authoritative server of Knot DNS, without zones. */
    KNOTD_XDP("knotd-xdp", "knotd AF_XDP", Role.PEER, true);

    private final String id;
    private final String title;
    private final Role role;
    private final boolean xdp;

    ContenderKind(final String id, final String title, final Role role, final boolean xdp) {
        this.id = id;
        this.title = title;
        this.role = role;
        this.xdp = xdp;
    }

    /**
     * Finds one by its identity.
     *
     * @param id as on the command line.
     * @return which.
     * @throws SetupException when there is none, naming those that there are.
     */
    public static ContenderKind of(final String id) {
        return Arrays.stream(values())
                .filter(kind -> kind.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new SetupException("no contender '" + id + "'; there are "
                        + Arrays.stream(values()).map(ContenderKind::id).collect(Collectors.joining(", "))));
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
        return role;
    }

    /**
     * Whether it claims to serve over AF_XDP.
     *
     * @return false for UDP sockets.
     */
    public boolean isXdp() {
        return xdp;
    }
}
