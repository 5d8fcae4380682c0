/**
 * The figures of a report: medians, ranges, ratios and percentiles of what was measured, and how they are written for people.
 *
 * <p>Any thread; everything here is a function of its arguments.
 */
package io.ringway.lab.report.figures;
