/* SPDX-License-Identifier: GPL-2.0 */
/* Turns a DNS query into an answer of the same length, where it stands. */
#ifndef RINGWAY_ANSWER_H
#define RINGWAY_ANSWER_H

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

/* The DNS header of a query, or NULL when the packet holds none or an answer. */
static __always_inline struct dns_header *query_of(const struct packet *packet)
{
	struct dns_header *dns = (void *)(packet->udp + 1);

	if ((void *)(dns + 1) > packet->end || (dns->flags & bpf_htons(DNS_QR)))
		return NULL;
	return dns;
}

/* RFC 1624: the new checksum after one 16-bit word changed. */
static __always_inline __u16 checksum_after(__u16 checksum, __u16 before, __u16 after)
{
	__u32 sum = (__u16)~checksum + (__u32)(__u16)~before + after;

	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (__u16)~sum;
}

/*
 * Gives the query the flags of its answer, besides opcode, RD and CD, which stay, and sends it where it came from. Swapping keeps the checksum.
 * False where there is no query.
 */
static __always_inline bool turn_around(struct packet *packet, __u16 flags)
{
	struct dns_header *dns = query_of(packet);
	__u8 mac[ETH_ALEN];
	__u16 before, after;
	__be16 port;

	if (!dns)
		return false;
	before = dns->flags;
	after = (before & bpf_htons(DNS_OPCODE_RD_CD)) | bpf_htons(flags);
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
