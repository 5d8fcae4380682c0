package io.ringway.rules;

import io.ringway.rules.log.QueryLogs;
import io.ringway.rules.lua.LuaCalls;
import io.ringway.rules.names.NameTable;
import io.ringway.settings.SetupException;
import io.ringway.settings.rules.NameList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the workers' chains have in common: tables that are made once, rates that are kept together, and numbers for names. Two settings are the same only
 * when they are one object, so that a selector that two rules have in common has one state, as in dnsdist.
 *
 * <p>What was made for a setting goes when nobody has that setting any more: no rule, and no variable of the configuration. Control thread, but for pools
 * and tags, which functions of the configuration use on any thread.
 */
public final class SharedParts {

    private final SettingsMap<Object> made = new SettingsMap<>();

    /** What each worker has of a setting, by the worker's number. */
    private final SettingsMap<Map<Integer, Object>> members = new SettingsMap<>();

    private final QueryLogs logs;
    private final LuaCalls luaCalls;
    private final Map<String, Integer> tags = new HashMap<>();
    private final Map<String, Integer> tagValues = new HashMap<>();

    /** The names of tags and the values, by their numbers. */
    private final List<String> tagNames = new ArrayList<>();

    private final List<String> tagTexts = new ArrayList<>();
    private volatile List<String> pools;
    private int worker;

    /**
     * Nothing yet.
     *
     * @param pools the names of all pools in the order of their numbers.
     * @param logs  what {@code LogAction} writes to.
     */
    public SharedParts(final List<String> pools, final QueryLogs logs) {
        this.pools = List.copyOf(pools);
        this.logs = logs;
        luaCalls = new LuaCalls(logs.writes());
    }

    /**
     * Asks functions of the configuration about queries.
     *
     * @return of all workers.
     */
    public LuaCalls luaCalls() {
        return luaCalls;
    }

    /**
     * What {@code LogAction} writes to.
     *
     * @return of all rules.
     */
    public QueryLogs logs() {
        return logs;
    }

    /** More pools. */
    void pools(final List<String> more) {
        pools = List.copyOf(more);
    }

    /** Whose rules are compiled next, by a number of his own. */
    void worker(final int number) {
        worker = number;
    }

    /**
     * The part for a setting.
     *
     * @param <T>      its class.
     * @param settings whose part it is.
     * @param maker    makes it the first time; what it makes must not hold the setting.
     * @return the same for the same setting.
     */
    @SuppressWarnings("unchecked") // what was made for a setting is always of the class that this setting makes
    public <T> T part(final Object settings, final Supplier<T> maker) {
        return (T) made.get(settings, maker);
    }

    /**
     * What the worker whose rules are compiled has of a setting: the same however often it is compiled, so that rules that come and go leave nothing behind.
     *
     * @param <T>      its class.
     * @param settings whose part it is.
     * @param maker    makes it the first time; what it makes must not hold the setting.
     * @return the same for the same setting and worker.
     */
    @SuppressWarnings("unchecked") // as above
    public <T> T member(final Object settings, final Supplier<T> maker) {
        return (T) members.get(settings, HashMap::new).computeIfAbsent(worker, key -> maker.get());
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
    public synchronized int tag(final String name) {
        final Integer known = tags.get(name);
        if (known != null) {
            return known;
        }
        if (tags.size() == QueryTags.MAX_TAGS) {
            throw new SetupException("tag '" + name + "' is one too many; rules may use " + QueryTags.MAX_TAGS
                    + " names of tags, and a tag any of " + QueryTags.MAX_VALUES + " values");
        }
        tagNames.add(name);
        tags.put(name, tags.size());
        return tags.size() - 1;
    }

    /**
     * The number of a tag's value.
     *
     * @param value the value.
     * @return the same for the same text, below {@link QueryTags#MAX_VALUES}.
     * @throws SetupException when there are more values than that.
     */
    public synchronized int tagValue(final String value) {
        final Integer known = tagValues.get(value);
        if (known != null) {
            return known;
        }
        if (tagValues.size() == QueryTags.MAX_VALUES) {
            throw new SetupException("value '" + value + "' of a tag is one too many; rules may use "
                    + QueryTags.MAX_VALUES + " different ones");
        }
        tagTexts.add(value);
        tagValues.put(value, tagValues.size());
        return tagValues.size() - 1;
    }

    /**
     * The tags of a query in words.
     *
     * @param decision has them.
     * @return values by name.
     */
    public synchronized Map<String, String> tags(final Decision decision) {
        final Map<String, String> all = new HashMap<>();
        for (int tag = 0; tag < tagNames.size(); tag++) {
            if (decision.tags().has(tag)) {
                all.put(tagNames.get(tag), tagTexts.get(decision.tags().value(tag)));
            }
        }
        return all;
    }
}
