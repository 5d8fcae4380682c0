/** Commands about the machine: where threads would run, and what it lacks. They read; only the self-test makes something, and removes it. */
package io.ringway.cli.machine;
