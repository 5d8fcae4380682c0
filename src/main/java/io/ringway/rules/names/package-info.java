/** Sets of domain names for selectors: made once by the control thread, looked up by any worker without allocation. */
package io.ringway.rules.names;
