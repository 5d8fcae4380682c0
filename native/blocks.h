/* SPDX-License-Identifier: GPL-2.0 */
/* Blocks by source address, network, and question: looked up in this order, and the first entry found decides. */
#ifndef RINGWAY_BLOCKS_H
#define RINGWAY_BLOCKS_H

#define BLOCK_NONE 0
#define BLOCK_DROP 1
#define BLOCK_TRUNCATE 2
#define ANY_TYPE 65535
#define MAX_LABEL 63

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

/* Turns the query into its own answer with TC=1, so that an honest client comes back over TCP. */
static __always_inline bool answer_truncated(struct packet *packet)
{
	const struct dns_header *dns = query_of(packet);

	return dns && turn_around(packet, DNS_QR | DNS_TC | (dns->flags & bpf_htons(DNS_RD) ? DNS_RA : 0));
}

#endif
