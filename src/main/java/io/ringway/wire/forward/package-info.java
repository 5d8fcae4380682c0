/**
 * Forwarding in place: a client's query becomes the backend's, and the backend's response the client's answer, in the memory that they came in.
 *
 * <p>The DNS payload stays where it is; other headers are written in front of it, since at least 256 bytes lie in front of every received
 * packet, and the message of a socket stands behind a {@link io.ringway.wire.SocketMessage} header. Client and backend may be of different
 * IP families. What the answer needs of the query is kept in a {@link io.ringway.wire.forward.ClientRecord}.
 *
 * <pre>
 *  client's frame ──► Datagram, DnsQuery ──► ClientRecord.save ──► QueryFrame.write ──► backend
 *                                            ClientSubnet.add, ProxyHeader.write, where asked for
 *
 *  client ◄── RelayedAnswer.write ◄── ClientSubnet.remove ◄── Datagram, DnsResponse ◄── response's frame
 * </pre>
 *
 * <p>Knows no policy: which backend, and whether a response is the one that was waited for, is decided above. Depends on {@code wire} alone.
 * Packet path: nothing is allocated, no input makes it throw. Instances belong to the one thread that made them.
 */
package io.ringway.wire.forward;
