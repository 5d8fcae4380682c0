package io.ringway.lab.report;

/**
 * What gnuplot draws.
 *
 * @param name    of its files, without their suffix
 * @param heading of its section
 * @param caption what it shows, for those who cannot see it
 * @param script  for gnuplot, without a terminal
 */
record Chart(String name, String heading, String caption, String script) {}
