/** A plan as an aligned table for people and as JSON for programs. Any thread. */
package io.ringway.topology.report;
