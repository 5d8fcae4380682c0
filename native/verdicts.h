/* SPDX-License-Identifier: GPL-2.0 */
/* What the XDP program decided about a packet: an index into its per-processor counters. The order is part of the interface. */
#ifndef RINGWAY_VERDICTS_H
#define RINGWAY_VERDICTS_H

enum verdict {
	REDIRECTED,             /* to the AF_XDP socket of the queue */
	PASS_NO_SOCKET,         /* ours, but no socket stands in the slot of the queue */
	PASS_NOT_IP,            /* neither IPv4 nor IPv6: ARP, LLDP, ... */
	PASS_FRAGMENT,          /* the kernel reassembles */
	PASS_NOT_UDP,           /* TCP, ICMP, neighbour discovery, ... */
	PASS_OTHER_DESTINATION, /* UDP to an address and port that is not ours */
	PASS_MALFORMED,         /* headers truncated or lying: the kernel judges */
	PASS_TOO_MANY_HEADERS,  /* more VLAN tags or extension headers than are walked */
	DROP_BLOCKED,           /* an entry of the filter maps says so */
	TX_TRUNCATED,           /* answered with TC=1 because an entry of the filter maps says so */
	VERDICTS
};

#endif
