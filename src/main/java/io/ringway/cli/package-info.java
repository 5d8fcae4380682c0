/**
 * The command line: run, check, {@code xdp attach|detach|status}, {@code stat}, {@code demo}.
 *
 * <p>Turns every failure an operator can mend into one line and exit status 1. May depend on everything. Runs on the main thread.
 */
package io.ringway.cli;
