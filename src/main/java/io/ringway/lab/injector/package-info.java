/** What asks the contenders: kxdpgun on this machine or another one, and the prober that measures latency beside it. */
package io.ringway.lab.injector;
