package io.ringway.lab.results;

/**
 * A server that was measured.
 *
 * @param id      short and stable, {@code ringway-xdp-shared}; runs refer to it
 * @param title   for legends, {@code Ringway AF_XDP, shared}
 * @param version what it says of itself, or the commit
 * @param role    what it stands for in a comparison
 */
public record Contender(String id, String title, String version, Role role) {
    /** What a contender stands for. */
    public enum Role {
        /** The least that a server on the same kernel path can do. */
        FLOOR,
        /** Ringway in one of its placements. */
        RINGWAY,
        /** Another project's server. */
        PEER
    }
}
