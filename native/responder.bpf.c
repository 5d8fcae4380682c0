// SPDX-License-Identifier: GPL-2.0
/*
 * The lab's backend: turns every DNS query around in the kernel, so that what stands before it is measured and not a name server. Everything
 * else goes on to the kernel's own stack, which answers ARP and neighbour discovery. The checksum of a query must be complete.
 *
 * Section xdp is for an interface of its own, whose other end must take XDP frames (veth: XDP or GRO there). It answers by a redirection to the
 * interface that the query came by, which the driver counts, and not by XDP_TX: that wakes the other end of a veth only where XDP is attached.
 * Section tc is for an interface whose XDP program is somebody else's and leaves port 53 to the kernel.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/pkt_cls.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "answer.h"

#define DNS_PORT 53
#define IPV4_MORE_FRAGMENTS_OR_OFFSET 0x3fff

static __always_inline bool answer_udp(struct packet *packet, void *udp)
{
	packet->udp = udp;
	return (void *)(packet->udp + 1) <= packet->end && packet->udp->dest == bpf_htons(DNS_PORT) &&
	       turn_around(packet, DNS_QR | DNS_RA);
}

static __always_inline bool answer_ipv4(struct packet *packet, void *position)
{
	struct iphdr *ip = position;

	if ((void *)(ip + 1) > packet->end || ip->ihl < 5 || ip->protocol != IPPROTO_UDP ||
	    (ip->frag_off & bpf_htons(IPV4_MORE_FRAGMENTS_OR_OFFSET)))
		return false;
	packet->ipv4 = ip;
	return answer_udp(packet, position + ip->ihl * 4);
}

/* Without extension headers: no DNS server sends any. */
static __always_inline bool answer_ipv6(struct packet *packet, void *position)
{
	struct ipv6hdr *ip = position;

	if ((void *)(ip + 1) > packet->end || ip->nexthdr != IPPROTO_UDP)
		return false;
	packet->ipv6 = ip;
	return answer_udp(packet, ip + 1);
}

static __always_inline bool answer(void *data, void *end)
{
	struct packet packet = { .ethernet = data, .end = end };
	void *position = packet.ethernet + 1;

	if (position > end)
		return false;
	if (packet.ethernet->h_proto == bpf_htons(ETH_P_IP))
		return answer_ipv4(&packet, position);
	return packet.ethernet->h_proto == bpf_htons(ETH_P_IPV6) && answer_ipv6(&packet, position);
}

SEC("xdp")
int respond(struct xdp_md *context)
{
	if (!answer((void *)(long)context->data, (void *)(long)context->data_end))
		return XDP_PASS;
	return bpf_redirect(context->ingress_ifindex, 0);
}

SEC("tc")
int respond_behind_xdp(struct __sk_buff *context)
{
	if (!answer((void *)(long)context->data, (void *)(long)context->data_end))
		return TC_ACT_OK;
	/*
	 * Back on the queue that it came by, or a client that listens on one queue does not get it. A veth's receiver finds the sender's queue here; the
	 * choice of a queue to send on reads the same field as one more than the queue that received.
	 */
	context->queue_mapping++;
	return bpf_redirect(context->ifindex, 0);
}

char _license[] SEC("license") = "GPL";
