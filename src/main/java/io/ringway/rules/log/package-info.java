/**
 * {@code LogAction}: workers put records of queries into rings of their own, and a thread makes lines of them, so that no packet waits for a disk.
 *
 * <p>Depends on {@code settings} and {@code wire}.
 */
package io.ringway.rules.log;
