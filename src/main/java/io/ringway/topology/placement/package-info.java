/**
 * Decides where threads run: from the machine, its NICs and the configured sockets to a {@link io.ringway.topology.placement.PlacementPlan} with a
 * reason for every thread. Pure functions of what was read; the control thread.
 */
package io.ringway.topology.placement;
