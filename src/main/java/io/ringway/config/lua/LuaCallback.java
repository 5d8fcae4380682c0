package io.ringway.config.lua;

import java.util.List;
import java.util.Optional;

/** A function of the configuration that is called when the configuration has long been read. Any thread, one call at a time. */
@FunctionalInterface
public interface LuaCallback {
    /**
     * Calls it.
     *
     * @param adapter   the function of {@code objects.lua} that calls it.
     * @param arguments what the adapter is given behind the function; null is nil.
     * @return the adapter's results; null is nil.
     * @throws io.ringway.settings.SetupException when it fails, with file and line.
     */
    List<Object> call(String adapter, List<Object> arguments);

    /** The same for threads that cannot wait as long as another call may take. */
    @FunctionalInterface
    interface Bounded {
        /**
         * Calls it.
         *
         * @param adapter   the function of {@code objects.lua} that calls it.
         * @param arguments what the adapter is given behind the function; null is nil.
         * @param waitNs    how long to wait for other calls at most.
         * @return the adapter's results; absent when it was not called.
         * @throws io.ringway.settings.SetupException when it fails, with file and line.
         */
        Optional<List<Object>> call(String adapter, List<Object> arguments, long waitNs);
    }
}
