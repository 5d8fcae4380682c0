/**
 * Tests of {@code tuning/ringway-tune}: the script runs against recorded machines under a folder that stands for the root, with an
 * {@code ethtool} that replays and changes the recordings, and against a real veth pair and a real tap device in a namespace.
 */
package io.ringway.tuning;
