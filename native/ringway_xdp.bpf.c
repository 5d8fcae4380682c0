// SPDX-License-Identifier: GPL-2.0
/*
 * Decides by destination which packets come up to AF_XDP sockets; everything else goes on to the kernel's own stack.
 *
 * A UDP packet whose destination (address, port) stands in the destination maps, or (any address, port) does, is redirected to the socket in
 * its queue's slot of the XSKMAP. An empty slot passes it: while Ringway is away, the kernel answers. Each packet counts in exactly one verdict.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "verdicts.h"
#include "maps.h"
#include "answer.h"
#include "blocks.h"

#define ETHERTYPE_VLAN 0x8100
#define ETHERTYPE_QINQ 0x88a8
#define MAX_VLAN_TAGS 2
#define MAX_EXTENSION_HEADERS 8
#define IPV4_MORE_FRAGMENTS_OR_OFFSET 0x3fff

struct vlan_header {
	__be16 tci;
	__be16 type;
};

/* The first two bytes of every extension header that has a length: RFC 8200, section 4.2. */
struct extension_header {
	__u8 next_header;
	__u8 length_8_octets;
};

/* Not ours: which verdict says so. */
#define NOT_OURS(verdict) (-1 - (verdict))

static __always_inline int pass(enum verdict verdict)
{
	count(verdict);
	return XDP_PASS;
}

static __always_inline int to_socket(struct xdp_md *context)
{
	const int action = bpf_redirect_map(&xskmap, context->rx_queue_index, XDP_PASS);

	count(action == XDP_REDIRECT ? REDIRECTED : PASS_NO_SOCKET);
	return action;
}

static __always_inline int blocked_or_to_socket(struct xdp_md *context, struct packet *packet)
{
	if (block_filters) {
		switch (block_of(packet)) {
		case BLOCK_DROP:
			count(DROP_BLOCKED);
			return XDP_DROP;
		case BLOCK_TRUNCATE:
			if (answer_truncated(packet)) {
				count(TX_TRUNCATED);
				return XDP_TX;
			}
			break;
		default:
			break;
		}
	}
	return to_socket(context);
}

static __always_inline int handle_ipv4(struct xdp_md *context, struct packet *packet, void *position)
{
	struct iphdr *ip = position;
	struct destination_v4 key = {};
	void *udp;

	if ((void *)(ip + 1) > packet->end || ip->version != 4 || ip->ihl < 5)
		return pass(PASS_MALFORMED);
	if (ip->frag_off & bpf_htons(IPV4_MORE_FRAGMENTS_OR_OFFSET))
		return pass(PASS_FRAGMENT);
	if (ip->protocol != IPPROTO_UDP)
		return pass(PASS_NOT_UDP);
	udp = position + ip->ihl * 4;
	packet->ipv4 = ip;
	packet->udp = udp;
	if ((void *)(packet->udp + 1) > packet->end)
		return pass(PASS_MALFORMED);
	key.address = ip->daddr;
	key.port = packet->udp->dest;
	if (!bpf_map_lookup_elem(&xsk_dst_v4, &key)) {
		key.address = 0;
		if (!bpf_map_lookup_elem(&xsk_dst_v4, &key))
			return pass(PASS_OTHER_DESTINATION);
	}
	return blocked_or_to_socket(context, packet);
}

/* Walks the extension headers; the address of the UDP header, or NULL with the verdict in *verdict. */
static __always_inline void *skip_extensions(struct ipv6hdr *ip, void *end, enum verdict *verdict)
{
	void *position = ip + 1;
	__u8 next = ip->nexthdr;

	for (int i = 0; i <= MAX_EXTENSION_HEADERS; i++) {
		struct extension_header *extension = position;

		if (next == IPPROTO_UDP)
			return position;
		if (next == IPPROTO_FRAGMENT) {
			*verdict = PASS_FRAGMENT;
			return NULL;
		}
		if (next != IPPROTO_HOPOPTS && next != IPPROTO_ROUTING && next != IPPROTO_DSTOPTS) {
			*verdict = PASS_NOT_UDP;
			return NULL;
		}
		if ((void *)(extension + 1) > end) {
			*verdict = PASS_MALFORMED;
			return NULL;
		}
		next = extension->next_header;
		position += (extension->length_8_octets + 1) * 8;
	}
	*verdict = PASS_TOO_MANY_HEADERS;
	return NULL;
}

static __always_inline int handle_ipv6(struct xdp_md *context, struct packet *packet, void *position)
{
	enum verdict verdict = PASS_MALFORMED;
	struct ipv6hdr *ip = position;
	struct destination_v6 key = {};

	if ((void *)(ip + 1) > packet->end || ip->version != 6)
		return pass(PASS_MALFORMED);
	packet->ipv6 = ip;
	packet->udp = skip_extensions(ip, packet->end, &verdict);
	if (!packet->udp)
		return pass(verdict);
	if ((void *)(packet->udp + 1) > packet->end)
		return pass(PASS_MALFORMED);
	key.address = ip->daddr;
	key.port = packet->udp->dest;
	if (!bpf_map_lookup_elem(&xsk_dst_v6, &key)) {
		key.address = (struct in6_addr){};
		if (!bpf_map_lookup_elem(&xsk_dst_v6, &key))
			return pass(PASS_OTHER_DESTINATION);
	}
	return blocked_or_to_socket(context, packet);
}

SEC("xdp")
int ringway_xdp(struct xdp_md *context)
{
	struct packet packet = {
		.ethernet = (void *)(long)context->data,
		.end = (void *)(long)context->data_end,
	};
	void *position = packet.ethernet + 1;
	__be16 type;

	if (position > packet.end)
		return pass(PASS_MALFORMED);
	type = packet.ethernet->h_proto;
	for (int i = 0; i < MAX_VLAN_TAGS; i++) {
		struct vlan_header *vlan = position;

		if (type != bpf_htons(ETHERTYPE_VLAN) && type != bpf_htons(ETHERTYPE_QINQ))
			break;
		if ((void *)(vlan + 1) > packet.end)
			return pass(PASS_MALFORMED);
		type = vlan->type;
		position = vlan + 1;
	}
	if (type == bpf_htons(ETH_P_IP))
		return handle_ipv4(context, &packet, position);
	if (type == bpf_htons(ETH_P_IPV6))
		return handle_ipv6(context, &packet, position);
	if (type == bpf_htons(ETHERTYPE_VLAN) || type == bpf_htons(ETHERTYPE_QINQ))
		return pass(PASS_TOO_MANY_HEADERS);
	return pass(PASS_NOT_IP);
}

char _license[] SEC("license") = "GPL";
