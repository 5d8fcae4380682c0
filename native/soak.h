/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the soak's client and its backends have in common: questions that hold a nonce, and answers that only this nonce gives.
 *
 *   question   1 q <16 hexadecimal digits of the nonce> 4 soak 7 example 0   A IN
 *   answer     c0 0c  A IN  TTL: the low 31 bits of proof(nonce)  4  address: the high 32 bits of proof(nonce)
 */
#ifndef SOAK_H
#define SOAK_H
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DNS_PORT 53
#define DNS_HEADER 12
#define NONCE_OFFSET (DNS_HEADER + 2)
#define NONCE_DIGITS 16
#define SUFFIX "\4soak\7example"
#define NAME_LENGTH (2 + NONCE_DIGITS + sizeof(SUFFIX))
#define QUERY_LENGTH (DNS_HEADER + NAME_LENGTH + 4)
#define RECORD_LENGTH 16
#define ANSWER_LENGTH (QUERY_LENGTH + RECORD_LENGTH)
#define NS_PER_MS ((uint64_t)1000000)

static inline uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15ULL;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

static inline uint64_t proof(uint64_t nonce)
{
	return mix(nonce ^ 0x736f616b5f736f61ULL);
}

static inline uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000ULL + (uint64_t)t.tv_nsec;
}

static inline void put16(uint8_t *at, unsigned int value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static inline void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

static inline void put_nonce(uint8_t *message, uint64_t nonce)
{
	for (int i = 0; i < NONCE_DIGITS; i++)
		message[NONCE_OFFSET + i] = (uint8_t)"0123456789abcdef"[(nonce >> (60 - 4 * i)) & 15];
}

/* The nonce of a message that has one at its place; anything else gives a number that no query has, but by chance. */
static inline uint64_t nonce_of(const uint8_t *message)
{
	uint64_t nonce = 0;

	for (int i = 0; i < NONCE_DIGITS; i++) {
		const unsigned int c = message[NONCE_OFFSET + i];

		nonce = nonce << 4 | ((c & 15) + (c > '9' ? 9 : 0));
	}
	return nonce;
}

static inline void write_query(uint8_t *message, unsigned int id, uint64_t nonce)
{
	static const uint8_t header[DNS_HEADER] = { 0, 0, 1, 0, 0, 1 };
	static const uint8_t type_and_class[] = { 0, 1, 0, 1 };

	memcpy(message, header, sizeof(header));
	put16(message, id);
	message[DNS_HEADER] = 1 + NONCE_DIGITS;
	message[DNS_HEADER + 1] = 'q';
	put_nonce(message, nonce);
	memcpy(message + NONCE_OFFSET + NONCE_DIGITS, SUFFIX, sizeof(SUFFIX));
	memcpy(message + DNS_HEADER + NAME_LENGTH, type_and_class, sizeof(type_and_class));
}

/* Makes the answer of the query that stands at message. */
static inline void write_answer(uint8_t *message, uint64_t value)
{
	static const uint8_t record[] = { 0xc0, DNS_HEADER, 0, 1, 0, 1 };
	uint8_t *at = message + QUERY_LENGTH;

	message[2] |= 0x84;
	put16(message + 6, 1);
	memcpy(at, record, sizeof(record));
	put32(at + 6, (uint32_t)value & 0x7fffffff);
	put16(at + 10, 4);
	put32(at + 12, (uint32_t)(value >> 32));
}
#endif
