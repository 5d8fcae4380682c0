package io.ringway.cli;

import io.ringway.engine.TcpPipeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a training run serve TCP once, so that a start finds the classes for it in the cache. */
final class TcpTraining {
    private static final Logger LOG = LoggerFactory.getLogger(TcpTraining.class);

    private TcpTraining() {}

    /** Without the right to listen, or to load libraries, a start is only slower. */
    static void run() {
        try {
            TcpPipeline.train();
        } catch (final RuntimeException e) {
            LOG.debug("not trained for TCP: {}", e.toString());
        }
    }
}
