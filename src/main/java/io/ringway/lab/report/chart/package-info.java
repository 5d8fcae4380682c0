/**
 * The charts of a report: scripts for gnuplot made of figures, and what gnuplot draws of them.
 *
 * <p>Starts no other program. Any thread.
 */
package io.ringway.lab.report.chart;
