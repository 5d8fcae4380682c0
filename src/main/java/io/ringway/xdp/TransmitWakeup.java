package io.ringway.xdp;

/** Makes the kernel take entries from a TX ring. Called by the one thread that owns the ring. */
public interface TransmitWakeup {
    /**
     * One system call, which may send only part of what is pending.
     *
     * @return 0, or the negative errno: EAGAIN, EBUSY, ENOBUFS and ENETDOWN are to be tolerated.
     */
    int wakeTransmit();
}
