package io.ringway.observe;

/** What one instance of a counter belongs to, and so what its scope text names. */
public enum CounterScope {
    /** The whole process; the scope text is empty. */
    PROCESS,
    /** One network interface: {@code enp1s0}. */
    INTERFACE,
    /** One way in: {@code enp1s0/3}, queue 3 of enp1s0 by AF_XDP; {@code udp 192.0.2.1:53}, a socket of the kernel's own stack. */
    QUEUE,
    /** One worker: {@code enp1s0/3 192.0.2.1:53}, {@code udp 192.0.2.1:53}. */
    WORKER,
    /** One agent thread: its name. */
    THREAD,
    /** One packet cache: the pools that have it, {@code default pool, pool abuse}. */
    CACHE
}
