/**
 * What a run of the lab found out, as records: the model of {@code results.json}, which the experiment writes and the report and the
 * comparison read.
 *
 * <p>Raw measurements only; whatever can be computed from them is computed by a method. Depends on nothing but the JSON library.
 */
package io.ringway.lab.results;
