/**
 * Changes to a response where it is: times to live, and records that go.
 *
 * <p>Depends on {@code wire} alone. Packet path: nothing is allocated, no input makes it throw, and no change makes a message longer. Instances belong to
 * the one thread that made them.
 */
package io.ringway.wire.response;
