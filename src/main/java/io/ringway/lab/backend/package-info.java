/** What stands behind the contenders when they forward: a second veth pair whose far end answers in the kernel. */
package io.ringway.lab.backend;
