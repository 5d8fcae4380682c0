package io.ringway.lab.report.chart;

/**
 * What gnuplot draws.
 *
 * @param name    of its files, without their suffix
 * @param heading of its section
 * @param caption what it shows, for those who cannot see it
 * @param script  for gnuplot, without a terminal
 */
public record Chart(String name, String heading, String caption, String script) {}
