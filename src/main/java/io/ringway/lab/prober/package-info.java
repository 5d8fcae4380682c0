/**
 * The open-loop latency prober: DNS queries at moments that are fixed beforehand, latency from the intended moment to the kernel's stamp on the
 * reply.
 *
 * <p>Open loop: a slow answer delays no later query, and what the prober itself sends late counts as latency, so that nothing is omitted.
 * Queries leave through an AF_XDP socket on a queue of their own and replies come up through the kernel's stack, which lets a load generator
 * with its own XDP program run on another queue of the same interface. One thread does all, and makes no objects meanwhile.
 */
package io.ringway.lab.prober;
