package io.ringway.settings.rules;

import io.ringway.settings.DomainName;
import java.util.List;

/**
 * Names of a selector. Two lists are the same only when they are one object: a million names are compared by nobody, and rules that have one list
 * in common share its table.
 *
 * <p>Immutable; any thread.
 */
public final class NameList {
    private final List<DomainName> names;

    /**
     * Copies a list.
     *
     * @param names in any order, repetitions included.
     */
    public NameList(final List<DomainName> names) {
        this.names = List.copyOf(names);
    }

    /**
     * Its names.
     *
     * @return in the order in which they were given.
     */
    public List<DomainName> names() {
        return names;
    }

    @Override
    public String toString() {
        return names.size() == 1 ? names.getFirst().toString() : names.size() + " names";
    }
}
