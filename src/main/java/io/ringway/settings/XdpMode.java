package io.ringway.settings;

/** How the XDP program is attached ({@code XDP_FLAGS_*} in {@code linux/if_link.h}); dialect key {@code mode}. */
public enum XdpMode {
    /** Native where the driver can, else generic. */
    AUTO,
    /** In the driver, before an skb exists ({@code XDP_FLAGS_DRV_MODE}). */
    NATIVE,
    /** In the kernel's generic receive path ({@code XDP_FLAGS_SKB_MODE}). */
    GENERIC
}
