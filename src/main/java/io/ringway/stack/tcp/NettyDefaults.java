package io.ringway.stack.tcp;

/**
 * What Netty is told through system properties, the one place for them. A property that the operator sets stays.
 *
 * <p>Two save time at the start: without an identity of machine and process Netty looks for hardware addresses of all interfaces. Ringway
 * gives every channel its allocator, so that Netty's default one is never filled; and a leak detector would sample buffers that are counted
 * here.
 */
final class NettyDefaults {
    private NettyDefaults() {}

    static void apply() {
        set("io.netty.machineId", "52:49:4e:47:57:59");
        set("io.netty.processId", Long.toString(ProcessHandle.current().pid()));
        set("io.netty.leakDetection.level", "disabled");
        set("io.netty.allocator.type", "unpooled");
    }

    private static void set(final String name, final String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
