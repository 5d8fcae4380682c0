package io.ringway.config.lua;

/** What a function of the dialect does when the configuration calls it. */
@FunctionalInterface
public interface DialectFunction {
    /** Stands for a call without a result. */
    Object NOTHING = new Object();

    /**
     * Carries a call out.
     *
     * @param call its arguments, and where it stands.
     * @return an object of the dialect, a string, a number, a boolean, a list of these or a map by their names, null for nil, or {@link #NOTHING}.
     */
    Object apply(Call call);
}
