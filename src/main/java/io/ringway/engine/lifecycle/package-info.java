/**
 * Start, watch and end: checks settings against the machine, attaches the XDP program, opens the pipelines, supervises them, drains and removes.
 *
 * <p>Depends on {@code engine} and what it depends on. Runs on the main thread, and the supervisor on a thread of its own; never on the
 * packet path.
 */
package io.ringway.engine.lifecycle;
