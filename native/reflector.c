// SPDX-License-Identifier: GPL-2.0
/*
 * The floor: the least that an AF_XDP server can do. Answers every redirected UDP query with REFUSED in place.
 *
 *   reflector INTERFACE QUEUE ADDRESS PORT --program FILE [--cpu N] [--queues N] [--frames N] [--ring N] [--batch N]
 *
 * One thread serves --queues queues from QUEUE on, one by default, each with a UMEM of its own.
 * Receives a batch, swaps addresses and ports, sets two bytes of the DNS header, sends the same frames. It knows plain Ethernet with IPv4 without
 * options or IPv6 without extension headers, verifies nothing and counts answers only: nothing on the same kernel path is faster. Prints "ready" once
 * traffic comes up, and the number of answers at the end (SIGINT, SIGTERM). --program is Ringway's XDP program, so that both servers
 * share that cost.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <getopt.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xdp/xsk.h>

#define FRAME_SIZE 2048
#define XDP_MAX_TX_SKB_BUDGET 9
#define TX_BUDGET 256
#define MAX_SERVED 64
#define BIND_TRIES 60
#define BIND_WAIT_US 50000
#define UDP_CHECKSUM_OFFSET 6
#define UDP_HEADER 8
#define DNS_FLAGS_OFFSET 2

struct options {
	const char *interface, *address, *program;
	unsigned int queue, queues, port, frames, ring, batch;
	int cpu;
};

struct server {
	struct options options;
	void *umem_area;
	struct xsk_umem *umem;
	struct xsk_socket *socket;
	struct xsk_ring_prod fill, tx;
	struct xsk_ring_cons completion, rx;
	uint64_t *free_frames;
	unsigned int free_count;
	uint64_t answered;
};

static volatile sig_atomic_t running = 1;

static void stop(int signal)
{
	(void)signal;
	running = 0;
}

static void die(const char *what, int error)
{
	fprintf(stderr, "reflector: %s: %s\n", what, strerror(error < 0 ? -error : error));
	exit(1);
}

static void parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{ "program", required_argument, NULL, 'p' }, { "cpu", required_argument, NULL, 'c' },
		{ "frames", required_argument, NULL, 'f' },  { "ring", required_argument, NULL, 'r' },
		{ "batch", required_argument, NULL, 'b' },   { "queues", required_argument, NULL, 'q' },
		{},
	};
	int option;

	*o = (struct options){ .queues = 1, .frames = 4096, .ring = 2048, .batch = 64, .cpu = -1 };
	while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (option) {
		case 'p':
			o->program = optarg;
			break;
		case 'c':
			o->cpu = atoi(optarg);
			break;
		case 'q':
			o->queues = strtoul(optarg, NULL, 0);
			break;
		case 'f':
			o->frames = strtoul(optarg, NULL, 0);
			break;
		case 'r':
			o->ring = strtoul(optarg, NULL, 0);
			break;
		case 'b':
			o->batch = strtoul(optarg, NULL, 0);
			break;
		default:
			exit(1);
		}
	}
	if (argc - optind != 4 || !o->program || !o->queues || o->queues > MAX_SERVED) {
		fprintf(stderr, "usage: reflector INTERFACE QUEUE ADDRESS PORT --program FILE [--cpu N] [--queues N] [--frames N] [--ring N] [--batch N]\n");
		exit(1);
	}
	o->interface = argv[optind];
	o->queue = strtoul(argv[optind + 1], NULL, 0);
	o->address = argv[optind + 2];
	o->port = strtoul(argv[optind + 3], NULL, 0);
}

/* The kernel frees the UMEM of a socket that was just closed a little late, and answers EBUSY until then. */
static void open_socket(struct server *s)
{
	const struct options *o = &s->options;
	const struct xsk_umem_config umem_config = {
		.fill_size = o->ring, .comp_size = o->ring, .frame_size = FRAME_SIZE,
	};
	const struct xsk_socket_config config = {
		.rx_size = o->ring,
		.tx_size = o->ring,
		.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD,
		.bind_flags = XDP_USE_NEED_WAKEUP,
	};
	const int budget = TX_BUDGET;
	int error = EBUSY;

	s->umem_area = mmap(NULL, (size_t)o->frames * FRAME_SIZE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (s->umem_area == MAP_FAILED)
		die("mmap", errno);
	for (int i = 0; i < BIND_TRIES; i++) {
		error = xsk_umem__create(&s->umem, s->umem_area, (uint64_t)o->frames * FRAME_SIZE, &s->fill,
					 &s->completion, &umem_config);
		if (error)
			die("UMEM", error);
		error = xsk_socket__create(&s->socket, o->interface, o->queue, s->umem, &s->rx, &s->tx, &config);
		if (error != -EBUSY)
			break;
		xsk_umem__delete(s->umem);
		usleep(BIND_WAIT_US);
	}
	if (error)
		die("AF_XDP socket", error);
	setsockopt(xsk_socket__fd(s->socket), SOL_XDP, XDP_MAX_TX_SKB_BUDGET, &budget, sizeof(budget));
	s->free_frames = calloc(o->frames, sizeof(*s->free_frames));
	if (!s->free_frames)
		die("memory", ENOMEM);
	for (unsigned int i = 0; i < o->frames; i++)
		s->free_frames[s->free_count++] = (uint64_t)i * FRAME_SIZE;
}

static int map_fd(struct bpf_object *object, const char *name)
{
	const int fd = bpf_object__find_map_fd_by_name(object, name);

	if (fd < 0)
		die(name, fd);
	return fd;
}

static void add_destination(struct bpf_object *object, const struct options *o)
{
	uint8_t key[20] = {};
	const uint8_t value = 1;
	const uint16_t port = htons(o->port);
	const bool ipv6 = strchr(o->address, ':');
	const size_t length = ipv6 ? 16 : 4;

	if (inet_pton(ipv6 ? AF_INET6 : AF_INET, o->address, key) != 1)
		die(o->address, EINVAL);
	memcpy(key + length, &port, sizeof(port));
	if (bpf_map_update_elem(map_fd(object, ipv6 ? "xsk_dst_v6" : "xsk_dst_v4"), key, &value, BPF_ANY))
		die("destination", errno);
}

/* The link lives as long as the process holds it. */
static void attach(struct server *servers)
{
	const struct options *o = &servers->options;
	struct bpf_object *object = bpf_object__open_file(o->program, NULL);
	struct bpf_program *program;
	const char *mode = "native";
	int link;

	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = XDP_FLAGS_DRV_MODE);
	if (!object || bpf_object__load(object))
		die(o->program, errno);
	for (unsigned int i = 0; i < o->queues; i++) {
		const uint32_t slot = servers[i].options.queue;
		const int socket = xsk_socket__fd(servers[i].socket);

		if (bpf_map_update_elem(map_fd(object, "xskmap"), &slot, &socket, BPF_ANY))
			die("xskmap", errno);
	}
	add_destination(object, o);
	program = bpf_object__find_program_by_name(object, "ringway_xdp");
	link = bpf_link_create(bpf_program__fd(program), if_nametoindex(o->interface), BPF_XDP, &options);
	if (link < 0) {
		options.flags = XDP_FLAGS_SKB_MODE;
		mode = "generic";
		link = bpf_link_create(bpf_program__fd(program), if_nametoindex(o->interface), BPF_XDP, &options);
	}
	if (link < 0)
		die("attach", link);
	printf("%s mode\nready\n", mode);
	fflush(stdout);
}

static void swap(uint8_t *a, uint8_t *b, size_t length)
{
	uint8_t kept[16];

	memcpy(kept, a, length);
	memcpy(a, b, length);
	memcpy(b, kept, length);
}

/* QR=1, RCODE=REFUSED, the rest as it came. Swapping leaves the checksum as it is; the flags change it by RFC 1624. */
static void reflect(uint8_t *frame)
{
	uint8_t *ip = frame + ETH_HLEN;
	const bool ipv6 = ip[0] >> 4 == 6;
	uint8_t *udp = ip + (ipv6 ? 40 : 20);
	uint8_t *flags = udp + UDP_HEADER + DNS_FLAGS_OFFSET;
	uint16_t before, after, checksum;

	swap(frame, frame + ETH_ALEN, ETH_ALEN);
	if (ipv6)
		swap(ip + 8, ip + 24, 16);
	else
		swap(ip + 12, ip + 16, 4);
	swap(udp, udp + 2, 2);
	memcpy(&before, flags, 2);
	flags[0] |= 0x80;
	flags[1] = (flags[1] & 0xf0) | 5;
	memcpy(&after, flags, 2);
	memcpy(&checksum, udp + UDP_CHECKSUM_OFFSET, 2);
	if (checksum) {
		uint32_t sum = (uint16_t)~checksum + (uint32_t)(uint16_t)~before + after;

		sum = (sum & 0xffff) + (sum >> 16);
		sum = (sum & 0xffff) + (sum >> 16);
		checksum = ~sum;
		checksum = checksum ? checksum : 0xffff;
		memcpy(udp + UDP_CHECKSUM_OFFSET, &checksum, 2);
	}
}

static void recycle(struct server *s)
{
	uint32_t index;
	unsigned int count = xsk_ring_cons__peek(&s->completion, s->options.ring, &index);

	for (unsigned int i = 0; i < count; i++)
		s->free_frames[s->free_count++] =
			*xsk_ring_cons__comp_addr(&s->completion, index + i) & ~(uint64_t)(FRAME_SIZE - 1);
	xsk_ring_cons__release(&s->completion, count);
	count = xsk_prod_nb_free(&s->fill, s->options.ring);
	count = count < s->free_count ? count : s->free_count;
	if (count && xsk_ring_prod__reserve(&s->fill, count, &index) == count) {
		for (unsigned int i = 0; i < count; i++)
			*xsk_ring_prod__fill_addr(&s->fill, index + i) = s->free_frames[--s->free_count];
		xsk_ring_prod__submit(&s->fill, count);
	}
}

static void kick(struct server *s)
{
	while (__atomic_load_n(s->tx.consumer, __ATOMIC_ACQUIRE) != s->tx.cached_prod &&
	       xsk_ring_prod__needs_wakeup(&s->tx)) {
		if (sendto(xsk_socket__fd(s->socket), NULL, 0, MSG_DONTWAIT, NULL, 0) < 0 && errno != EAGAIN &&
		    errno != EBUSY)
			break;
	}
}

/* One batch of one queue; returns how many were answered. */
static unsigned int answer(struct server *s)
{
	uint32_t from, to = 0;
	const unsigned int count = xsk_ring_cons__peek(&s->rx, s->options.batch, &from);

	if (!count)
		return 0;
	/* Every frame on TX came from RX, and rings are of one size: there is room once completions are taken. */
	while (xsk_ring_prod__reserve(&s->tx, count, &to) != count && running) {
		kick(s);
		recycle(s);
	}
	for (unsigned int i = 0; i < count; i++) {
		const struct xdp_desc *received = xsk_ring_cons__rx_desc(&s->rx, from + i);

		reflect(xsk_umem__get_data(s->umem_area, received->addr));
		*xsk_ring_prod__tx_desc(&s->tx, to + i) = (struct xdp_desc){ .addr = received->addr, .len = received->len };
	}
	xsk_ring_cons__release(&s->rx, count);
	xsk_ring_prod__submit(&s->tx, count);
	s->answered += count;
	kick(s);
	recycle(s);
	return count;
}

static void serve(struct server *servers)
{
	const unsigned int queues = servers->options.queues;
	struct pollfd waits[MAX_SERVED];

	for (unsigned int i = 0; i < queues; i++)
		waits[i] = (struct pollfd){ .fd = xsk_socket__fd(servers[i].socket), .events = POLLIN };
	while (running) {
		unsigned int answered = 0;

		for (unsigned int i = 0; i < queues; i++)
			answered += answer(&servers[i]);
		if (!answered)
			poll(waits, queues, 100);
	}
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = stop };
	static struct server servers[MAX_SERVED];
	struct options options;
	uint64_t answered = 0;

	parse(argc, argv, &options);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (options.cpu >= 0) {
		cpu_set_t cpus;

		CPU_ZERO(&cpus);
		CPU_SET(options.cpu, &cpus);
		if (sched_setaffinity(0, sizeof(cpus), &cpus))
			die("--cpu", errno);
	}
	for (unsigned int i = 0; i < options.queues; i++) {
		servers[i].options = options;
		servers[i].options.queue = options.queue + i;
		open_socket(&servers[i]);
		recycle(&servers[i]);
	}
	attach(servers);
	serve(servers);
	for (unsigned int i = 0; i < options.queues; i++) {
		xsk_socket__delete(servers[i].socket);
		xsk_umem__delete(servers[i].umem);
		answered += servers[i].answered;
	}
	printf("answered %llu\n", (unsigned long long)answered);
	return 0;
}
