package io.ringway.config;

import io.ringway.settings.XskSettings;

/** What {@code newXsk} returns: the dialect's XskSocket. */
public final class XskSocketObject {
    private final XskSettings settings;

    XskSocketObject(final XskSettings settings) {
        this.settings = settings;
    }

    XskSettings settings() {
        return settings;
    }

    /**
     * The dialect's {@code xsk:getMetrics()}. The file is evaluated before the socket exists.
     *
     * @return where the metrics are found once it does.
     */
    public String getMetrics() {
        return "no metrics before the start; see ringway stat for " + settings.interfaceName() + "/"
                + settings.queueId();
    }

    @Override
    public String toString() {
        return "the XskSocket of " + settings.interfaceName() + " queue " + settings.queueId();
    }
}
