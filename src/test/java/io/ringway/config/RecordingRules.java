package io.ringway.config;

import io.ringway.settings.SetupException;
import io.ringway.settings.rules.ResponseStage;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.RunningRules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Notes what maintenance makes of the rules; each rule has matched as often as its name has letters. */
final class RecordingRules implements RunningRules {
    final List<String> calls = new ArrayList<>();

    /** Thrown once. */
    SetupException refusal;

    private final RecordingRules misses;

    RecordingRules() {
        this(new RecordingRules(null));
    }

    private RecordingRules(final RecordingRules misses) {
        this.misses = misses;
    }

    @Override
    public RecordingRules cacheMisses() {
        return misses;
    }

    @Override
    public RecordingRules responses(final ResponseStage stage) {
        return misses;
    }

    @Override
    public void change(final List<RuleSettings> fresh, final List<String> pools) {
        final SetupException thrown = refusal;
        if (thrown != null) {
            refusal = null;
            throw thrown;
        }
        calls.add(fresh.stream().map(RuleSettings::name).collect(Collectors.joining(", ")) + " of " + pools);
    }

    @Override
    public long matches(final RuleSettings rule) {
        return rule.name().length();
    }
}
