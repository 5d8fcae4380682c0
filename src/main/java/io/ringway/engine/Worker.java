package io.ringway.engine;

import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FrameEvent;
import io.ringway.engine.frame.FrameProducer;

/**
 * Takes the packets of one listener off a ring, has its {@link Responder} decide, and gives them back.
 *
 * <p>Every packet leaves as exactly one event towards the router: an answer, or a free frame whose reason is counted. It takes no packet
 * before the ring back has room for it.
 *
 * <p>Runs on its own thread, or in {@code shared} placement on the router's.
 */
final class Worker implements Stage {
    private final String name;
    private final FrameConsumer fromRouter;
    private final FrameProducer toRouter;
    private final Responder responder;

    /**
     * Makes a worker.
     *
     * @param name       for messages: queue and listening address.
     * @param fromRouter packets.
     * @param toRouter   answers and free frames.
     * @param responder  decides; used by this worker alone.
     */
    Worker(final String name, final FrameConsumer fromRouter, final FrameProducer toRouter, final Responder responder) {
        this.name = name;
        this.fromRouter = fromRouter;
        this.toRouter = toRouter;
        this.responder = responder;
    }

    @Override
    public int doWork() {
        final int count = fromRouter.available(toRouter.free(Router.BATCH));
        if (count > 0) {
            for (int i = 0; i < count; i++) {
                final FrameEvent event = fromRouter.event(i);
                if (responder.answers(event.address, event.length)) {
                    toRouter.offer(responder.answerAddress(), responder.answerLength());
                } else {
                    toRouter.offer(event.address, 0);
                }
            }
            fromRouter.release(count);
            toRouter.flush();
        }
        return count;
    }

    @Override
    public String roleName() {
        return "worker " + name;
    }

    @Override
    public boolean hasWork() {
        return fromRouter.available(1) > 0;
    }

    @Override
    public boolean transmitLags() {
        return false;
    }
}
