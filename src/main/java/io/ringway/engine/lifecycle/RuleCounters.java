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
    private final AtomicCounter luaOverBudget;
    private final AtomicCounter luaErrors;

    RuleCounters(final RuleBook rules, final CountersFile file) {
        this.rules = rules;
        logLost = file.counter(CounterDescriptor.LOG_LOST, "");
        luaOverBudget = file.counter(CounterDescriptor.LUA_OVER_BUDGET, "");
        luaErrors = file.counter(CounterDescriptor.LUA_ERRORS, "");
    }

    @Override
    public void mirror() {
        logLost.setRelease(rules.queriesNotLogged());
        luaOverBudget.setRelease(rules.luaCalls().overBudget());
        luaErrors.setRelease(rules.luaCalls().errors());
    }
}
