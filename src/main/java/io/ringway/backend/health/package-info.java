/**
 * The health of backends: checks over the kernel's stack, and who is up.
 *
 * <p>One thread, that of {@link io.ringway.backend.health.HealthChecker}, serves all backends; it may allocate and sleeps between what is due.
 * Workers give it what they see of answers through {@link io.ringway.backend.health.LazySamples}, other threads what is to be done through a
 * queue; it tells what has changed through {@link io.ringway.backend.health.HealthListener}. Depends on {@code settings}.
 */
package io.ringway.backend.health;
