package io.ringway.engine;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.settings.block.BlockAction;
import io.ringway.wire.PacketDefect;
import org.agrona.concurrent.status.AtomicCounter;

/** The counters of one worker, written by its thread. */
final class WorkerCounters {
    final AtomicCounter dropAcl;
    final AtomicCounter dropRule;
    final AtomicCounter dropResponseRule;
    final AtomicCounter responseChangesRefused;
    final AtomicCounter dropNoPolicy;
    final AtomicCounter answeredNoServer;
    final AtomicCounter answeredByRule;
    final AtomicCounter answeredBadVersion;
    final AtomicCounter delayRefused;
    private final AtomicCounter[] byDefect;
    private final AtomicCounter[] byBlock = new AtomicCounter[BlockAction.values().length];

    WorkerCounters(final CountersFile file, final String scope) {
        dropAcl = file.counter(CounterDescriptor.DROP_ACL, scope);
        dropRule = file.counter(CounterDescriptor.DROP_RULE, scope);
        dropResponseRule = file.counter(CounterDescriptor.DROP_RESPONSE_RULE, scope);
        responseChangesRefused = file.counter(CounterDescriptor.RESPONSE_CHANGES_REFUSED, scope);
        dropNoPolicy = file.counter(CounterDescriptor.DROP_NO_POLICY, scope);
        answeredNoServer = file.counter(CounterDescriptor.ANSWERED_NO_SERVER, scope);
        answeredByRule = file.counter(CounterDescriptor.ANSWERED_BY_RULE, scope);
        answeredBadVersion = file.counter(CounterDescriptor.ANSWERED_BAD_VERSION, scope);
        delayRefused = file.counter(CounterDescriptor.DELAY_REFUSED, scope);
        for (final BlockAction action : BlockAction.values()) {
            byBlock[action.ordinal()] = file.counter(descriptorOf(action), scope);
        }
        final PacketDefect[] defects = PacketDefect.values();
        byDefect = new AtomicCounter[defects.length];
        for (final PacketDefect defect : defects) {
            if (defect != PacketDefect.NONE) {
                byDefect[defect.ordinal()] = file.counter(descriptorOf(defect), scope);
            }
        }
    }

    /** What counts a defect: an answer for the three that are answered, a drop for all others. */
    static CounterDescriptor descriptorOf(final PacketDefect defect) {
        return switch (defect) {
            case DNS_NO_QUESTION -> CounterDescriptor.ANSWERED_NO_QUESTION;
            case DNS_SEVERAL_QUESTIONS -> CounterDescriptor.ANSWERED_SEVERAL_QUESTIONS;
            case DNS_RECORDS_INVALID -> CounterDescriptor.ANSWERED_RECORDS_INVALID;
            default -> CounterDescriptor.valueOf("DROP_" + defect.name());
        };
    }

    /** What counts the queries that a dynamic block with that action met. */
    static CounterDescriptor descriptorOf(final BlockAction action) {
        return switch (action) {
            case DROP -> CounterDescriptor.DROP_BLOCKED;
            case NXDOMAIN -> CounterDescriptor.ANSWERED_BLOCKED_NXDOMAIN;
            case REFUSED -> CounterDescriptor.ANSWERED_BLOCKED_REFUSED;
            case TRUNCATE -> CounterDescriptor.ANSWERED_BLOCKED_TRUNCATED;
            case NO_OP -> CounterDescriptor.BLOCKED_NO_OP;
        };
    }

    AtomicCounter of(final BlockAction action) {
        return byBlock[action.ordinal()];
    }

    AtomicCounter of(final PacketDefect defect) {
        return byDefect[defect.ordinal()];
    }
}
