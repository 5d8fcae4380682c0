/**
 * One run of the lab: every contender in turns over stepped rates, the search for the rates without loss, latency under load, and the manifest
 * of what it was measured on. Fills a {@link io.ringway.lab.results.Results}.
 */
package io.ringway.lab.experiment;
