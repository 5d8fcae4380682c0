package io.ringway.config;

/** What a function of the dialect does when the configuration calls it. */
@FunctionalInterface
interface DialectFunction {
    /** Stands for a call without a result. */
    Object NOTHING = new Object();

    /**
     * Carries a call out.
     *
     * @return an object of the dialect, a string, a number, a boolean, or {@link #NOTHING}.
     */
    Object apply(Call call);
}
