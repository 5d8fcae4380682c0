package io.ringway.settings.rules;

import java.util.List;

/**
 * The rules of a process that runs. What changes them belongs to the thread that runs {@link io.ringway.settings.Maintenance}; what only tells is for
 * any thread.
 */
public interface RunningRules {
    /**
     * Replaces the rules, once the maintenance that asks for it has run, together with what it changed of the servers. Each worker takes the new ones
     * between two batches, so that every query meets either the rules before or these.
     *
     * @param fresh in order; those that are among the present ones, as the same objects, keep their hits and their state.
     * @param pools the names of all pools in the order of their numbers, which only grows.
     * @throws io.ringway.settings.SetupException when they cannot be; then everything stays as it is.
     */
    void change(List<RuleSettings> fresh, List<String> pools);

    /**
     * The rules that are asked about queries which the packet cache could not answer.
     *
     * @return changed together with these.
     */
    RunningRules cacheMisses();

    /**
     * The rules that are asked about responses.
     *
     * @param stage which responses.
     * @return changed together with these.
     */
    RunningRules responses(ResponseStage stage);

    /**
     * How many queries, or responses, a rule matched.
     *
     * @param rule which one, as the same object.
     * @return at all workers; 0 for one that is not among the rules.
     */
    long matches(RuleSettings rule);
}
