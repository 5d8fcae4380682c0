/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The maps through which the program is steered and watched. Key and value layouts are those of the pinned maps that dnsdist and its helper
 * programs read and write; numbers in network byte order where marked __be.
 */
#ifndef RINGWAY_MAPS_H
#define RINGWAY_MAPS_H

#include <linux/in6.h>

#define MAX_QUEUES 256
/* Listening addresses plus, later, one source port per outstanding backend socket. */
#define MAX_DESTINATIONS 65536
#define MAX_BLOCKS 65536
#define MAX_WIRE_NAME 255

/*
 *  0        4        6        8
 *  +--------+--------+--------+
 *  | IPv4   | port   |   0    |
 *  +--------+--------+--------+
 */
struct destination_v4 {
	__be32 address;
	__be16 port;
	__u16 zero;
};

/*
 *  0                16       18       20
 *  +----------------+--------+--------+
 *  |      IPv6      |  port  |   0    |
 *  +----------------+--------+--------+
 */
struct destination_v6 {
	struct in6_addr address;
	__be16 port;
	__u16 zero;
};

struct block {
	__u64 counter;
	__u8 action;
};

struct prefix_v4 {
	__u32 length;
	__be32 address;
};

struct prefix_v6 {
	__u32 length;
	struct in6_addr address;
};

/* The name in wire format, lower case, zero behind its end; a type of 65535 stands for any. */
struct name_and_type {
	__u8 name[MAX_WIRE_NAME];
	__u16 type;
};

struct {
	__uint(type, BPF_MAP_TYPE_XSKMAP);
	__uint(max_entries, MAX_QUEUES);
	__type(key, __u32);
	__type(value, __u32);
} xskmap SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MAX_DESTINATIONS);
	__type(key, struct destination_v4);
	__type(value, __u8);
} xsk_dst_v4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MAX_DESTINATIONS);
	__type(key, struct destination_v6);
	__type(value, __u8);
} xsk_dst_v6 SEC(".maps");

/* Keyed by the address in host byte order. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MAX_BLOCKS);
	__type(key, __u32);
	__type(value, struct block);
} addr_v4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MAX_BLOCKS);
	__type(key, struct in6_addr);
	__type(value, struct block);
} addr_v6 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MAX_BLOCKS);
	__type(key, struct prefix_v4);
	__type(value, struct block);
} cidr4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MAX_BLOCKS);
	__type(key, struct prefix_v6);
	__type(value, struct block);
} cidr6 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MAX_BLOCKS);
	__type(key, struct name_and_type);
	__type(value, struct block);
} qnames SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, VERDICTS);
	__type(key, __u32);
	__type(value, __u64);
} verdicts SEC(".maps");

/* Set before loading: 0 lets the verifier remove every look-up in the filter maps. First byte of .rodata. */
const volatile __u8 block_filters;

static __always_inline void count(enum verdict verdict)
{
	const __u32 index = verdict;
	__u64 *counter = bpf_map_lookup_elem(&verdicts, &index);

	if (counter)
		(*counter)++;
}

#endif
