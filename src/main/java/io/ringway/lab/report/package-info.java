/**
 * What people read of a run of the lab: the charts, the report as Markdown and HTML, and the comparison of two results.
 *
 * <p>Reads {@code io.ringway.lab.results} and nothing else that was measured; starts no program but gnuplot. Any thread.
 */
package io.ringway.lab.report;
