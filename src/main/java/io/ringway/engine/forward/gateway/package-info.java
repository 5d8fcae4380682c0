/**
 * The gateway between workers, which know datagrams, and backends that are asked over TCP alone.
 *
 * <p>Depends on {@code backend}, {@code stack}, {@code observe}, {@code settings} and {@code wire}. Runs on a thread of its own, and may allocate.
 */
package io.ringway.engine.forward.gateway;
