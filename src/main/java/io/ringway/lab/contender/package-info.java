/**
 * The servers that the lab compares: which are installed, the configuration that a scenario gives them, and the command that starts each so
 * that nothing of it stays behind.
 */
package io.ringway.lab.contender;
