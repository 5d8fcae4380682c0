package io.ringway.settings;

/** Whether the device writes into the UMEM itself ({@code XDP_COPY}, {@code XDP_ZEROCOPY} in {@code linux/if_xdp.h}); dialect key {@code copy}. */
public enum CopyMode {
    /** Zero-copy where the driver can, else copy. */
    AUTO,
    /** Zero-copy, or refuse to start. */
    ZEROCOPY,
    /** The kernel copies each packet. */
    COPY
}
