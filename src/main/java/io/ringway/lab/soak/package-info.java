/**
 * The soak: millions of queries through Ringway to backends that misbehave, from a client that proves of every answer that it is its own. Client and
 * backends are the C programs {@code native/soak_client.c} and {@code native/hostile.c}.
 */
package io.ringway.lab.soak;
