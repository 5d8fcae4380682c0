package io.ringway.engine;

/**
 * Several stages in turns on one thread, a duty cycle of each: where queues have to share a processor, taking turns costs one a batch of the
 * others, and threads of their own would cost it a scheduler's quantum.
 */
final class StageGroup implements Stage {
    private final String roleName;
    private final Stage[] stages;

    StageGroup(final String roleName, final Stage[] stages) {
        this.roleName = roleName;
        this.stages = stages.clone();
    }

    @Override
    public int doWork() throws Exception {
        int work = 0;
        for (int i = 0; i < stages.length; i++) {
            work += stages[i].doWork();
        }
        return work;
    }

    @Override
    public String roleName() {
        return roleName;
    }

    @Override
    public boolean hasWork() {
        for (int i = 0; i < stages.length; i++) {
            if (stages[i].hasWork()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean transmitLags() {
        for (int i = 0; i < stages.length; i++) {
            if (stages[i].transmitLags()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int longestSleepMs() {
        int sleepMs = LONGEST_SLEEP_MS;
        for (int i = 0; i < stages.length; i++) {
            sleepMs = Math.min(sleepMs, stages[i].longestSleepMs());
        }
        return sleepMs;
    }
}
