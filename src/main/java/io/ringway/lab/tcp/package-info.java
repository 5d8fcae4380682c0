/**
 * A load of many TCP clients, good and slow ones, every answer of which is checked.
 *
 * <p>Runs as a process of its own in the client's namespace, on one thread.
 */
package io.ringway.lab.tcp;
