// SPDX-License-Identifier: GPL-2.0
/*
 * The soak's client: queries over a few ports, so that their IDs are used again and again, and a proof of every answer that it is the query's own.
 *
 *   soak_client ADDRESS QUERIES RATE PORTS
 *
 * Query n goes through port n modulo PORTS with the ID n / PORTS modulo 65536; its name holds a nonce, and only this nonce gives the right answer
 * (soak.h). An ID is used again once its query was answered or is older than FORGET_MS. No more than IN_FLIGHT queries younger than YOUNG_MS wait, which
 * no ring on the way can fail to hold, so that nothing is lost but by intent. RATE is in queries a second, 0 as fast as answers come. Prints
 * "progress SENT ANSWERED" at the start and every PROGRESS_MS, and in the end a line for each count.
 */
#define _GNU_SOURCE
#include "soak.h"
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

#define MAX_PORTS 16
#define FIRST_PORT 10000
#define IDS 65536
#define BATCH 64
#define IN_FLIGHT 1500
#define YOUNG_MS 500
#define FORGET_MS 1600
#define PROGRESS_MS 2000
#define BUFFER_BYTES (64 << 20)
#define ROOM 512

struct slot {
	uint64_t number, sent_ns;
	bool used, answered;
};

struct client {
	int sockets[MAX_PORTS];
	unsigned int ports, rate;
	uint64_t queries, seed, start_ns, sent, oldest, young, answered, wrong, duplicates;
	struct slot *slots;
};

static void die(const char *what)
{
	fprintf(stderr, "soak_client: %s: %s\n", what, strerror(errno));
	exit(1);
}

static struct slot *slot_of(struct client *c, unsigned int port, unsigned int id)
{
	return &c->slots[(size_t)port * IDS + id];
}

static struct slot *slot_of_number(struct client *c, uint64_t number)
{
	return slot_of(c, number % c->ports, number / c->ports % IDS);
}

static void open_sockets(struct client *c, const char *address)
{
	const int bytes = BUFFER_BYTES;
	struct sockaddr_in server = { .sin_family = AF_INET, .sin_port = htons(DNS_PORT) };

	if (inet_pton(AF_INET, address, &server.sin_addr) != 1) {
		errno = EINVAL;
		die(address);
	}
	for (unsigned int i = 0; i < c->ports; i++) {
		const struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons(FIRST_PORT + i) };

		c->sockets[i] = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
		if (c->sockets[i] < 0 || bind(c->sockets[i], (const void *)&own, sizeof(own)) ||
		    setsockopt(c->sockets[i], SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)) ||
		    connect(c->sockets[i], (const void *)&server, sizeof(server)))
			die("socket");
	}
}

/* Moves on over queries that were answered or are no longer young; they do not count against IN_FLIGHT. */
static void forget_old(struct client *c, uint64_t now)
{
	while (c->oldest < c->sent) {
		const struct slot *s = slot_of_number(c, c->oldest);

		if (!s->answered) {
			if (now - s->sent_ns < YOUNG_MS * NS_PER_MS)
				return;
			c->young--;
		}
		c->oldest++;
	}
}

static bool may_send(struct client *c, uint64_t now)
{
	const struct slot *s = slot_of_number(c, c->sent);

	return c->sent < c->queries && c->young < IN_FLIGHT &&
	       (!s->used || s->answered || now - s->sent_ns > FORGET_MS * NS_PER_MS) &&
	       (!c->rate || c->sent * 1000000000.0 / c->rate <= (double)(now - c->start_ns));
}

/* Sends what is due through one port after the other, a batch for each. */
static unsigned int send_due(struct client *c, uint64_t now)
{
	static uint8_t messages[MAX_PORTS][BATCH][QUERY_LENGTH];
	static struct iovec vectors[MAX_PORTS][BATCH];
	static struct mmsghdr headers[MAX_PORTS][BATCH];
	unsigned int counts[MAX_PORTS] = { 0 }, sent = 0;

	for (; sent < BATCH && may_send(c, now); sent++, c->sent++, c->young++) {
		const unsigned int port = c->sent % c->ports, id = c->sent / c->ports % IDS, i = counts[port]++;

		*slot_of(c, port, id) = (struct slot){ .number = c->sent, .sent_ns = now, .used = true };
		write_query(messages[port][i], id, mix(c->seed + c->sent));
		vectors[port][i] = (struct iovec){ messages[port][i], QUERY_LENGTH };
		headers[port][i].msg_hdr = (struct msghdr){ .msg_iov = &vectors[port][i], .msg_iovlen = 1 };
	}
	for (unsigned int port = 0; port < c->ports; port++) {
		unsigned int done = 0;

		while (done < counts[port]) {
			const int n = sendmmsg(c->sockets[port], headers[port] + done, counts[port] - done, 0);

			if (n > 0)
				done += n;
			else if (errno != EAGAIN && errno != ENOBUFS && errno != ECONNREFUSED)
				die("sendmmsg");
		}
	}
	return sent;
}

static void complain(const char *what, unsigned int port, const uint8_t *message, unsigned int length)
{
	static int said;

	if (said++ >= 10)
		return;
	printf("%s: port %u, %u bytes:", what, FIRST_PORT + port, length);
	for (unsigned int i = 0; i < length && i < 96; i++)
		printf(" %02x", message[i]);
	printf("\n");
}

static void check(struct client *c, unsigned int port, const uint8_t *message, unsigned int length)
{
	uint8_t expected[ANSWER_LENGTH];
	struct slot *s;
	uint64_t nonce;

	if (length != ANSWER_LENGTH) {
		c->wrong++;
		complain("wrong length", port, message, length);
		return;
	}
	s = slot_of(c, port, (unsigned int)message[0] << 8 | message[1]);
	nonce = mix(c->seed + s->number);
	write_query(expected, (unsigned int)message[0] << 8 | message[1], nonce);
	write_answer(expected, proof(nonce));
	if (!s->used || memcmp(expected, message, ANSWER_LENGTH)) {
		c->wrong++;
		complain("wrong answer", port, message, length);
	} else if (s->answered) {
		c->duplicates++;
		complain("duplicate", port, message, length);
	} else {
		s->answered = true;
		c->answered++;
		if (s->number >= c->oldest)
			c->young--;
	}
}

static unsigned int receive(struct client *c, unsigned int port)
{
	static uint8_t messages[BATCH][ROOM];
	static struct iovec vectors[BATCH];
	static struct mmsghdr headers[BATCH];
	int n;

	for (int i = 0; i < BATCH; i++) {
		vectors[i] = (struct iovec){ messages[i], ROOM };
		headers[i].msg_hdr = (struct msghdr){ .msg_iov = &vectors[i], .msg_iovlen = 1 };
	}
	n = recvmmsg(c->sockets[port], headers, BATCH, MSG_DONTWAIT, NULL);
	if (n < 0 && errno != EAGAIN && errno != ECONNREFUSED)
		die("recvmmsg");
	for (int i = 0; i < n; i++)
		check(c, port, messages[i], headers[i].msg_len);
	return n > 0 ? n : 0;
}

static void run(struct client *c)
{
	struct pollfd polls[MAX_PORTS];
	uint64_t said_ns, last_ns;

	for (unsigned int i = 0; i < c->ports; i++)
		polls[i] = (struct pollfd){ .fd = c->sockets[i], .events = POLLIN };
	c->start_ns = said_ns = last_ns = now_ns();
	printf("progress 0 0\n");
	while (c->sent < c->queries || (now_ns() - last_ns < FORGET_MS * NS_PER_MS && c->answered < c->sent)) {
		const uint64_t now = now_ns();
		unsigned int work = 0;

		for (unsigned int i = 0; i < c->ports; i++)
			work += receive(c, i);
		forget_old(c, now);
		if (send_due(c, now)) {
			work++;
			last_ns = now;
		}
		if (now - said_ns >= PROGRESS_MS * NS_PER_MS) {
			printf("progress %lu %lu\n", c->sent, c->answered);
			said_ns = now;
		}
		if (!work)
			poll(polls, c->ports, 1);
	}
	printf("sent %lu\nanswered %lu\nwrong %lu\nduplicates %lu\nelapsed-ms %lu\n", c->sent, c->answered, c->wrong,
	       c->duplicates, (last_ns - c->start_ns) / NS_PER_MS);
}

int main(int argc, char **argv)
{
	struct client c = { .seed = now_ns() };

	if (argc != 5) {
		fprintf(stderr, "usage: soak_client ADDRESS QUERIES RATE PORTS\n");
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	c.queries = strtoull(argv[2], NULL, 10);
	c.rate = strtoul(argv[3], NULL, 10);
	c.ports = strtoul(argv[4], NULL, 10);
	if (!c.queries || !c.ports || c.ports > MAX_PORTS) {
		fprintf(stderr, "soak_client: QUERIES must be above 0, PORTS 1 to %d\n", MAX_PORTS);
		return 1;
	}
	c.slots = calloc((size_t)c.ports * IDS, sizeof(*c.slots));
	if (!c.slots)
		die("memory");
	open_sockets(&c, argv[1]);
	run(&c);
	return 0;
}
