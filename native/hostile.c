// SPDX-License-Identifier: GPL-2.0
/*
 * The soak's backends, all in one program: they answer late, never, twice, and let others answer in their place.
 *
 *   hostile ADDRESS COUNT TIMEOUT_MS
 *
 * COUNT backends at consecutive addresses from ADDRESS on, which the interface has, and one more address behind them that is no backend's. Of 1000
 * queries DROPPED are not answered, LATE are answered after TIMEOUT_MS, DOUBLED are answered twice, and SPOOFED get a forged answer before the
 * right one: with another ID, to another question, from another backend, from a stranger, or from another port. All other answers come after a
 * random time below DELAY_MS. Prints "ready", and at SIGTERM a line for each count.
 */
#define _GNU_SOURCE
#include "soak.h"
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

#define WRONG_PORT 5353
#define BATCH 64
#define ROOM 512
#define DROPPED 10
#define DOUBLED 10
#define SPOOFED 10
#define LATE 1
#define DELAY_MS 16
#define LATE_MS 200
#define WHEEL 4096
#define POOL (1 << 18)
#define BUFFER_BYTES (64 << 20)
#define FORGED 0xcb007142cb007142ULL
#define NONE UINT32_MAX

enum kind { RIGHT, DUPLICATE, LATE_ANSWER, WRONG_ID, WRONG_QUESTION, OTHER_BACKEND, STRANGER, OTHER_PORT, KINDS };

static const char *const names[KINDS] = {
	"answered", "duplicates", "late", "wrong-id", "wrong-question", "other-backend", "stranger", "other-port",
};

struct pending {
	struct sockaddr_in to;
	struct in_addr from;
	uint32_t next;
	uint8_t kind, message[ANSWER_LENGTH];
};

struct batch {
	int socket;
	unsigned int count;
	uint32_t entries[BATCH];
	struct iovec vectors[BATCH];
	struct mmsghdr headers[BATCH];
	char control[BATCH][CMSG_SPACE(sizeof(struct in_pktinfo))];
};

static struct {
	uint32_t first;
	unsigned int count;
	uint64_t timeout_ms, random, tick, received, invalid, dropped, pool_empty, kinds[KINDS];
	uint32_t wheel[WHEEL], free;
	struct pending pool[POOL];
	struct batch right, wrong_port;
} h;

static volatile sig_atomic_t running = 1;

static void stop(int signal)
{
	(void)signal;
	running = 0;
}

static void die(const char *what)
{
	fprintf(stderr, "hostile: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint32_t below(uint32_t bound)
{
	h.random = mix(h.random);
	return (uint32_t)((h.random >> 32) * bound >> 32);
}

static int open_socket(unsigned int port)
{
	const struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons(port) };
	const int one = 1, bytes = BUFFER_BYTES, fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	if (fd < 0 || bind(fd, (const void *)&own, sizeof(own)) ||
	    setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &one, sizeof(one)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes)))
		die("socket");
	return fd;
}

static void flush(struct batch *b)
{
	unsigned int done = 0;

	while (done < b->count) {
		const int n = sendmmsg(b->socket, b->headers + done, b->count - done, 0);

		if (n > 0)
			done += n;
		else if (errno != EAGAIN && errno != ENOBUFS)
			die("sendmmsg");
	}
	for (unsigned int i = 0; i < b->count; i++) {
		struct pending *p = &h.pool[b->entries[i]];

		h.kinds[p->kind]++;
		p->next = h.free;
		h.free = b->entries[i];
	}
	b->count = 0;
}

static void put(uint32_t entry)
{
	struct pending *p = &h.pool[entry];
	struct batch *b = p->kind == OTHER_PORT ? &h.wrong_port : &h.right;
	const unsigned int i = b->count++;
	struct cmsghdr *control = (struct cmsghdr *)b->control[i];
	const struct in_pktinfo info = { .ipi_spec_dst = p->from };

	b->entries[i] = entry;
	b->vectors[i] = (struct iovec){ p->message, ANSWER_LENGTH };
	*control = (struct cmsghdr){
		.cmsg_len = CMSG_LEN(sizeof(info)), .cmsg_level = IPPROTO_IP, .cmsg_type = IP_PKTINFO,
	};
	memcpy(CMSG_DATA(control), &info, sizeof(info));
	b->headers[i].msg_hdr = (struct msghdr){
		.msg_name = &p->to,  .msg_namelen = sizeof(p->to),     .msg_iov = &b->vectors[i],
		.msg_iovlen = 1,     .msg_control = b->control[i],     .msg_controllen = sizeof(b->control[i]),
	};
	if (b->count == BATCH)
		flush(b);
}

/* Enters an answer of this kind to a query for a later time; 0 is at once. */
static void schedule(enum kind kind, const uint8_t *query, const struct sockaddr_in *to, struct in_addr from, uint64_t delay_ms)
{
	const uint32_t entry = h.free;
	struct pending *p = &h.pool[entry];
	const unsigned int id = (unsigned int)query[0] << 8 | query[1];
	const uint32_t number = ntohl(from.s_addr) - h.first;
	uint32_t *at;

	if (entry == NONE) {
		h.pool_empty++;
		return;
	}
	h.free = p->next;
	p->kind = kind;
	p->to = *to;
	p->from = from;
	memcpy(p->message, query, QUERY_LENGTH);
	write_answer(p->message, kind <= LATE_ANSWER ? proof(nonce_of(query)) : FORGED);
	switch (kind) {
	case WRONG_ID:
		put16(p->message, id ^ (1 + below(65535)));
		break;
	case WRONG_QUESTION:
		put_nonce(p->message, mix(nonce_of(query)));
		break;
	case OTHER_BACKEND:
		p->from.s_addr = htonl(h.first + (number + 1 + below(h.count - 1)) % h.count);
		break;
	case STRANGER:
		p->from.s_addr = htonl(h.first + h.count);
		break;
	default:
		break;
	}
	if (!delay_ms) {
		put(entry);
		return;
	}
	at = &h.wheel[(h.tick + delay_ms) % WHEEL];
	p->next = *at;
	*at = entry;
}

static void answer(const uint8_t *query, const struct sockaddr_in *to, struct in_addr from)
{
	const uint32_t fate = below(1000);

	h.received++;
	if (fate < DROPPED) {
		h.dropped++;
		return;
	}
	if (fate < DROPPED + LATE) {
		schedule(LATE_ANSWER, query, to, from, h.timeout_ms + LATE_MS + below(LATE_MS));
		return;
	}
	if (fate < DROPPED + LATE + SPOOFED)
		schedule(WRONG_ID + below(KINDS - WRONG_ID), query, to, from, 0);
	schedule(RIGHT, query, to, from, 1 + below(DELAY_MS));
	if (fate >= 1000 - DOUBLED)
		schedule(DUPLICATE, query, to, from, 1 + below(2 * DELAY_MS));
}

static int receive(void)
{
	static uint8_t messages[BATCH][ROOM];
	static struct sockaddr_in sources[BATCH];
	static char control[BATCH][CMSG_SPACE(sizeof(struct in_pktinfo))];
	static struct iovec vectors[BATCH];
	static struct mmsghdr headers[BATCH];
	int n;

	for (int i = 0; i < BATCH; i++) {
		vectors[i] = (struct iovec){ messages[i], ROOM };
		headers[i].msg_hdr = (struct msghdr){
			.msg_name = &sources[i], .msg_namelen = sizeof(sources[i]), .msg_iov = &vectors[i],
			.msg_iovlen = 1,	 .msg_control = control[i],	    .msg_controllen = sizeof(control[i]),
		};
	}
	n = recvmmsg(h.right.socket, headers, BATCH, MSG_DONTWAIT, NULL);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		die("recvmmsg");
	for (int i = 0; i < n; i++) {
		struct in_pktinfo info;

		memcpy(&info, CMSG_DATA((struct cmsghdr *)control[i]), sizeof(info));
		if (headers[i].msg_len == QUERY_LENGTH)
			answer(messages[i], &sources[i], info.ipi_addr);
		else
			h.invalid++;
	}
	return n;
}

/* Sends what is due, each millisecond of the wheel in its turn. */
static void send_due(uint64_t now_ms)
{
	for (; h.tick < now_ms; h.tick++) {
		uint32_t *at = &h.wheel[(h.tick + 1) % WHEEL];

		while (*at != NONE) {
			const uint32_t entry = *at;

			*at = h.pool[entry].next;
			put(entry);
		}
	}
	flush(&h.right);
	flush(&h.wrong_port);
}

static void report(void)
{
	uint64_t waiting = 0;

	for (int i = 0; i < WHEEL; i++)
		for (uint32_t entry = h.wheel[i]; entry != NONE; entry = h.pool[entry].next)
			waiting++;
	printf("received %lu\ninvalid %lu\ndropped %lu\nwaiting %lu\npool-empty %lu\n", h.received, h.invalid, h.dropped, waiting,
	       h.pool_empty);
	for (int i = 0; i < KINDS; i++)
		printf("%s %lu\n", names[i], h.kinds[i]);
	printf("end 0\n");
}

int main(int argc, char **argv)
{
	struct in_addr first;
	struct pollfd readable;

	if (argc != 4 || inet_pton(AF_INET, argv[1], &first) != 1) {
		fprintf(stderr, "usage: hostile ADDRESS COUNT TIMEOUT_MS\n");
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGTERM, stop);
	h.first = ntohl(first.s_addr);
	h.count = strtoul(argv[2], NULL, 10);
	h.timeout_ms = strtoul(argv[3], NULL, 10);
	if (h.count < 2 || h.timeout_ms + 2 * LATE_MS >= WHEEL) {
		fprintf(stderr, "hostile: COUNT must be at least 2, TIMEOUT_MS below %d\n", WHEEL - 2 * LATE_MS);
		return 1;
	}
	h.random = now_ns();
	h.right.socket = open_socket(DNS_PORT);
	h.wrong_port.socket = open_socket(WRONG_PORT);
	memset(h.wheel, 0xff, sizeof(h.wheel));
	for (uint32_t i = 0; i < POOL; i++)
		h.pool[i].next = i + 1 < POOL ? i + 1 : NONE;
	h.tick = now_ns() / NS_PER_MS;
	readable = (struct pollfd){ .fd = h.right.socket, .events = POLLIN };
	printf("ready\n");
	while (running) {
		if (receive() <= 0)
			poll(&readable, 1, 1);
		send_due(now_ns() / NS_PER_MS);
	}
	report();
	return 0;
}
