package io.ringway.settings;

import io.ringway.settings.backend.RunningServers;
import io.ringway.settings.rules.RunningRules;
import java.util.function.Consumer;

/** What the configuration does once a second while Ringway runs: the dialect's {@code maintenance} and callbacks. One thread calls it. */
@FunctionalInterface
public interface Maintenance {
    /**
     * Runs once.
     *
     * @param servers what it may change; always the same ones.
     * @param rules   the same of the rules.
     * @param errors  told of each function that failed, one line with file and line number; the others run all the same.
     */
    void run(RunningServers servers, RunningRules rules, Consumer<String> errors);
}
