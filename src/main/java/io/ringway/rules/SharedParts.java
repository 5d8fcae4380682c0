package io.ringway.rules;

import io.ringway.rules.names.NameTable;
import io.ringway.settings.SetupException;
import io.ringway.settings.rules.NameList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the workers' chains have in common: tables that are made once, rates that are kept together, and numbers for names. Two settings are the same only
 * when they are one object, so that a selector that two rules have in common has one state, as in dnsdist.
 *
 * <p>Control thread.
 */
public final class SharedParts {
    private final List<String> pools;
    private final IdentityHashMap<Object, Object> made = new IdentityHashMap<>();
    private final Map<String, Integer> tags = new HashMap<>();
    private final Map<String, Integer> tagValues = new HashMap<>();

    /**
     * Nothing yet.
     *
     * @param pools the names of all pools in the order of their numbers.
     */
    public SharedParts(final List<String> pools) {
        this.pools = List.copyOf(pools);
    }

    /**
     * The part for a setting.
     *
     * @param <T>      its class.
     * @param settings whose part it is.
     * @param maker    makes it the first time.
     * @return the same for the same setting.
     */
    @SuppressWarnings("unchecked") // what was made for a setting is always of the class that this setting makes
    public <T> T part(final Object settings, final Supplier<T> maker) {
        return (T) made.computeIfAbsent(settings, key -> maker.get());
    }

    /**
     * The table of a list of names.
     *
     * @param list the names.
     * @return the same for the same list.
     */
    public NameTable table(final NameList list) {
        return part(list, () -> new NameTable(list.names()));
    }

    /**
     * The number of a pool.
     *
     * @param name its name.
     * @return negative for one that does not exist.
     */
    public int pool(final String name) {
        return pools.indexOf(name);
    }

    /**
     * The number of a tag.
     *
     * @param name its name.
     * @return below {@link QueryTags#MAX_TAGS}.
     * @throws SetupException when there are more names than that.
     */
    public int tag(final String name) {
        final int number = tags.computeIfAbsent(name, key -> tags.size());
        if (number >= QueryTags.MAX_TAGS) {
            throw new SetupException("tag '" + name + "' is one too many; rules may use " + QueryTags.MAX_TAGS
                    + " names of tags, and a tag any number of values");
        }
        return number;
    }

    /**
     * The number of a tag's value.
     *
     * @param value the value.
     * @return the same for the same text, below {@link QueryTags#MAX_VALUES}.
     * @throws SetupException when there are more values than that.
     */
    public int tagValue(final String value) {
        final int number = tagValues.computeIfAbsent(value, key -> tagValues.size());
        if (number >= QueryTags.MAX_VALUES) {
            throw new SetupException("value '" + value + "' of a tag is one too many; rules may use "
                    + QueryTags.MAX_VALUES + " different ones");
        }
        return number;
    }
}
