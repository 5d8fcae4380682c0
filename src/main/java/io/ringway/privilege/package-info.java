/**
 * Less power after the start: another user and group, no capabilities, no new privileges, and a filter of system calls, on all threads.
 *
 * <p>Linux keeps identity and capabilities for each thread, and the virtual machine has some twenty of its own before {@code main}. The C
 * library changes user and group on all of them; capabilities fall with the user. What came out is read back from {@code /proc} and
 * reported.
 *
 * <p>Calls libc through the binding of {@code xdp}, and depends on {@code settings} besides. Runs on the control thread at the end of the start,
 * but for {@link io.ringway.privilege.ThreadCapabilities}, which serves the calling thread.
 */
package io.ringway.privilege;
