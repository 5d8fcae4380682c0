package io.ringway.config.lua;

import java.util.List;

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
}
