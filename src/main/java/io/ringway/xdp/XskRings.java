package io.ringway.xdp;

/**
 * The four rings of one socket.
 *
 * @param receive    packets from the kernel
 * @param transmit   packets to the kernel
 * @param fill       empty frames to the kernel
 * @param completion sent frames from the kernel
 */
public record XskRings(ConsumerRing receive, ProducerRing transmit, ProducerRing fill, ConsumerRing completion) {}
