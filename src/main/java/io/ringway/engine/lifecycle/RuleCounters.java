package io.ringway.engine.lifecycle;

import io.ringway.engine.Mirrored;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.rules.RuleBook;
import org.agrona.concurrent.status.AtomicCounter;

/** What rules count beside packets. Control thread. */
final class RuleCounters implements Mirrored {
    private final RuleBook rules;
    private final AtomicCounter logLost;

    RuleCounters(final RuleBook rules, final CountersFile file) {
        this.rules = rules;
        logLost = file.counter(CounterDescriptor.LOG_LOST, "");
    }

    @Override
    public void mirror() {
        logLost.setRelease(rules.queriesNotLogged());
    }
}
