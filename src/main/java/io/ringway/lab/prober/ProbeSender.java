package io.ringway.lab.prober;

/** A way out for probes: they are put together in a batch, which then leaves at once. Owned by the probing thread; allocates nothing. */
sealed interface ProbeSender extends AutoCloseable permits XskSender, SocketSender {
    /** The most probes of a batch. */
    int BATCH = 64;

    /** The address of the DNS message of the batch's next probe, with the template in it; 0 when there is no room. */
    long next();

    /** Takes the probe that was written there into the batch. */
    void add();

    /** Lets the batch go. Returns how many probes of it the kernel did not take, the last ones. */
    int flush();

    /** What the probes go through, for the result. */
    String path();

    @Override
    void close();
}
