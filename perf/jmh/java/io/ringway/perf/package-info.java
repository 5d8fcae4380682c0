/** Benchmarks of what is public: rings and flyweights. Those of the engine's own classes are in its package. */
package io.ringway.perf;
