package io.ringway.xdp;

/** The shared libraries that the distribution's packages bring. */
public final class XdpLibraries {
    static final String LIBXDP = "libxdp.so.1";
    static final String LIBXDP_PACKAGE = "libxdp1";
    static final String LIBBPF = "libbpf.so.1";
    static final String LIBBPF_PACKAGE = "libbpf1";

    private XdpLibraries() {}

    /**
     * Makes sure that they can be loaded, before a class that needs one is initialised and fails with an error nobody can mend. Control thread.
     *
     * @throws NativeException that names the library and its package.
     */
    public static void require() {
        NativeLibrary.load(LIBXDP, LIBXDP_PACKAGE);
        NativeLibrary.load(LIBBPF, LIBBPF_PACKAGE);
    }

    /**
     * Links what a start will call, on a thread of its own: the virtual machine takes a tenth of a second to make its method handles, in which the
     * configuration can be read. What goes wrong here goes wrong again, and is reported, where it is needed.
     */
    public static void preload() {
        Thread.ofPlatform().daemon().name("preload").start(() -> {
            Libc.interfaceIndex("lo");
            try {
                require();
                LibXdp.link();
                LibBpf.link();
            } catch (final NativeException e) {
                // The start that follows says it.
                return;
            }
        });
    }
}
