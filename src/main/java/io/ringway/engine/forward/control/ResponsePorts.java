package io.ringway.engine.forward.control;

import java.net.InetSocketAddress;
import java.util.Set;

/** Leads responses over AF_XDP to one worker: through the destination maps of an interface, and then from its routers. Control thread. */
public interface ResponsePorts {
    /** Before there is anything to lead. */
    ResponsePorts NONE = new ResponsePorts() {
        @Override
        public void open(final String interfaceName, final Set<InetSocketAddress> destinations) {
            // What is there at the start is entered at the end of the start.
        }

        @Override
        public void close(final String interfaceName, final Set<InetSocketAddress> destinations) {
            // The program goes with the process.
        }
    };

    /**
     * Lets responses come up.
     *
     * @param interfaceName where they come up.
     * @param destinations  own addresses and ports.
     */
    void open(String interfaceName, Set<InetSocketAddress> destinations);

    /**
     * Leaves them to the kernel again.
     *
     * @param interfaceName as it was given.
     * @param destinations  as they were given.
     */
    void close(String interfaceName, Set<InetSocketAddress> destinations);
}
