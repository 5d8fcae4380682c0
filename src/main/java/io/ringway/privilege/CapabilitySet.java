package io.ringway.privilege;

import io.ringway.settings.Capability;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * A set of capabilities as the kernel has it: bit N stands for the capability of number N.
 *
 * @param bits also those that this Ringway has no name for
 */
public record CapabilitySet(long bits) {
    /** The set without members. */
    public static final CapabilitySet NONE = new CapabilitySet(0);

    /**
     * The set of some capabilities.
     *
     * @param capabilities its members.
     * @return the set.
     */
    public static CapabilitySet of(final Collection<Capability> capabilities) {
        return new CapabilitySet(
                capabilities.stream().mapToLong(Capability::bit).reduce(0, (a, b) -> a | b));
    }

    /**
     * The set as {@code /proc} writes it.
     *
     * @param hex sixteen hexadecimal digits.
     * @return the set.
     */
    public static CapabilitySet parse(final String hex) {
        return new CapabilitySet(Long.parseUnsignedLong(hex, 16));
    }

    /**
     * Whether it has no members.
     *
     * @return true for the empty set.
     */
    public boolean isEmpty() {
        return bits == 0;
    }

    /**
     * Whether a capability is in it.
     *
     * @param capability any.
     * @return true when it is.
     */
    public boolean contains(final Capability capability) {
        return (bits & capability.bit()) != 0;
    }

    /**
     * What two sets have in common.
     *
     * @param other the other one.
     * @return the intersection.
     */
    public CapabilitySet and(final CapabilitySet other) {
        return new CapabilitySet(bits & other.bits);
    }

    /**
     * What is in either of two sets.
     *
     * @param other the other one.
     * @return the union.
     */
    public CapabilitySet or(final CapabilitySet other) {
        return new CapabilitySet(bits | other.bits);
    }

    /**
     * What is in this set alone.
     *
     * @param other the other one.
     * @return the difference.
     */
    public CapabilitySet without(final CapabilitySet other) {
        return new CapabilitySet(bits & ~other.bits);
    }

    /** The names in the order of their numbers; nearly all of them is what root has, and is said shorter. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return "no capability";
        }
        final int unnamed = Long.bitCount(bits) / 2;
        if (unnamed > Capability.values().length / 4) {
            return Long.bitCount(bits) + " capabilities";
        }
        return Arrays.stream(Capability.values())
                .filter(this::contains)
                .map(Capability::name)
                .collect(Collectors.joining(", "));
    }
}
