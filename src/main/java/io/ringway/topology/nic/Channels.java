package io.ringway.topology.nic;

/**
 * Numbers of channels, as {@code ethtool -l} shows them; a channel is a set of queues with an interrupt.
 *
 * @param receive     receive-only channels in use
 * @param transmit    transmit-only channels in use
 * @param combined    channels for both in use
 * @param maxReceive  the most receive-only channels
 * @param maxCombined the most channels for both
 */
public record Channels(int receive, int transmit, int combined, int maxReceive, int maxCombined) {
    /**
     * Queues that packets can come in on.
     *
     * @return combined and receive-only channels.
     */
    public int receiveQueues() {
        return combined + receive;
    }
}
