/**
 * With what one worker forwards queries: the table of those that wait for an answer, unpredictable identities, and what is known of each
 * backend. No sockets and no clocks; the caller says what time it is.
 *
 * <p>Depends on {@code settings} and {@code wire}. Everything belongs to one worker's thread, except {@link io.ringway.backend.Backend}, which
 * all threads read and the control thread writes. How a backend is chosen is in {@code policy}.
 */
package io.ringway.backend;
