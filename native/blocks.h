/* SPDX-License-Identifier: GPL-2.0 */
/* Blocks by source address, network, and question: looked up in this order, and the first entry found decides. */
#ifndef RINGWAY_BLOCKS_H
#define RINGWAY_BLOCKS_H

#define BLOCK_NONE 0
#define BLOCK_DROP 1
#define BLOCK_TRUNCATE 2
#define ANY_TYPE 65535
#define MAX_LABEL 63

/* One packet's headers, found by the program; of ipv4 and ipv6 one is NULL. */
struct packet {
	struct ethhdr *ethernet;
	struct iphdr *ipv4;
	struct ipv6hdr *ipv6;
	struct udphdr *udp;
	void *end;
};

/* RFC 1035, section 4.1.1. */
struct dns_header {
	__be16 id;
	__be16 flags;
	__be16 qdcount;
	__be16 ancount;
	__be16 nscount;
	__be16 arcount;
};

#define DNS_QR 0x8000
#define DNS_TC 0x0200
#define DNS_RD 0x0100
#define DNS_RA 0x0080
#define DNS_OPCODE_RD_CD 0x7910

static __always_inline int apply(struct block *block)
{
	if (!block)
		return BLOCK_NONE;
	__sync_fetch_and_add(&block->counter, 1);
	return block->action;
}

static __always_inline int block_of_source(const struct packet *packet)
{
	if (packet->ipv4) {
		const __u32 address = bpf_ntohl(packet->ipv4->saddr);
		struct prefix_v4 prefix = { .length = 32, .address = packet->ipv4->saddr };
		const int action = apply(bpf_map_lookup_elem(&addr_v4, &address));

		return action ? action : apply(bpf_map_lookup_elem(&cidr4, &prefix));
	} else {
		struct in6_addr address = packet->ipv6->saddr;
		struct prefix_v6 prefix = { .length = 128, .address = address };
		const int action = apply(bpf_map_lookup_elem(&addr_v6, &address));

		return action ? action : apply(bpf_map_lookup_elem(&cidr6, &prefix));
	}
}

/* Reads the question into the key; false where there is none that parses. A compressed name is no question. */
static __always_inline bool read_question(const struct packet *packet, struct name_and_type *key)
{
	const __u8 *position = (void *)(packet->udp + 1) + sizeof(struct dns_header);
	unsigned int label = 0;

	for (int i = 0; i < MAX_WIRE_NAME; i++) {
		__u8 octet;

		if ((void *)(position + 1) > packet->end)
			return false;
		octet = *position++;
		if (label == 0) {
			if (octet > MAX_LABEL)
				return false;
			label = octet;
			if (octet == 0) {
				if ((void *)(position + 2) > packet->end)
					return false;
				key->type = (__u16)position[0] << 8 | position[1];
				return true;
			}
		} else {
			label--;
			if (octet >= 'A' && octet <= 'Z')
				octet |= 0x20;
		}
		key->name[i] = octet;
	}
	return false;
}

static __always_inline int block_of(const struct packet *packet)
{
	struct name_and_type key = {};
	int action = block_of_source(packet);

	if (action || !read_question(packet, &key))
		return action;
	action = apply(bpf_map_lookup_elem(&qnames, &key));
	if (!action) {
		key.type = ANY_TYPE;
		action = apply(bpf_map_lookup_elem(&qnames, &key));
	}
	return action;
}

/* RFC 1624: the new checksum after one 16-bit word changed. */
static __always_inline __u16 checksum_after(__u16 checksum, __u16 before, __u16 after)
{
	__u32 sum = (__u16)~checksum + (__u32)(__u16)~before + after;

	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (__u16)~sum;
}

/* Turns the query into its own answer with TC=1, so that an honest client comes back over TCP. Swapping keeps the checksum. */
static __always_inline bool answer_truncated(struct packet *packet)
{
	struct dns_header *dns = (void *)(packet->udp + 1);
	__u8 mac[ETH_ALEN];
	__u16 before, after;
	__be16 port;

	if ((void *)(dns + 1) > packet->end || (dns->flags & bpf_htons(DNS_QR)))
		return false;
	before = dns->flags;
	after = (before & bpf_htons(DNS_OPCODE_RD_CD)) | bpf_htons(DNS_QR | DNS_TC);
	if (before & bpf_htons(DNS_RD))
		after |= bpf_htons(DNS_RA);
	dns->flags = after;
	if (packet->udp->check) {
		packet->udp->check = checksum_after(packet->udp->check, before, after);
		if (!packet->udp->check)
			packet->udp->check = 0xffff;
	}
	port = packet->udp->source;
	packet->udp->source = packet->udp->dest;
	packet->udp->dest = port;
	if (packet->ipv4) {
		const __be32 address = packet->ipv4->saddr;

		packet->ipv4->saddr = packet->ipv4->daddr;
		packet->ipv4->daddr = address;
	} else {
		const struct in6_addr address = packet->ipv6->saddr;

		packet->ipv6->saddr = packet->ipv6->daddr;
		packet->ipv6->daddr = address;
	}
	__builtin_memcpy(mac, packet->ethernet->h_dest, ETH_ALEN);
	__builtin_memcpy(packet->ethernet->h_dest, packet->ethernet->h_source, ETH_ALEN);
	__builtin_memcpy(packet->ethernet->h_source, mac, ETH_ALEN);
	return true;
}

#endif
