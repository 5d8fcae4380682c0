/**
 * Targets of the coverage-guided fuzzer, which {@code perf/fuzz} runs; each takes any bytes and throws when something is wrong. Their corpus is in
 * {@code src/test/resources/fuzz}; the ordinary tests replay it.
 */
package io.ringway.fuzz;
