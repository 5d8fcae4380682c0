/**
 * Where threads run: processors, their pinning, and the proof that a pinned thread is where it was asked to be.
 *
 * <p>Depends on nothing of Ringway. Each method acts on the calling thread.
 */
package io.ringway.topology;
