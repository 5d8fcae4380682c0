package io.ringway.config.lua;

import io.ringway.settings.XskSettings;

/** What {@code newXsk} returns: the dialect's XskSocket. */
public final class XskSocketObject {
    private final XskSettings settings;

    /**
     * The object for a socket.
     *
     * @param settings the socket.
     */
    public XskSocketObject(final XskSettings settings) {
        this.settings = settings;
    }

    /**
     * The socket.
     *
     * @return its settings.
     */
    public XskSettings settings() {
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
