// SPDX-License-Identifier: MIT
/*
 * Messages of the arena socket, /run/leadlight/arena.sock in the qube: one
 * fixed message each way, little-endian, one per SEQPACKET packet. A grant
 * comes with one read-write descriptor of the segment. See leadlight-arena(7).
 */
#ifndef PROTOCOLS_ZONE_ARENA_MSG_H
#define PROTOCOLS_ZONE_ARENA_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARENA_MSG_MAGIC 0x52414c4cu // "LLAR" as bytes on the wire
#define ARENA_MSG_VERSION 1u
#define ARENA_GRANT_SIZE 16
#define ARENA_REQUEST_SIZE 12

/* Keeper to qube: on connection, and as the answer to each request. */
struct arena_grant {
	uint32_t segment; // 0: refused (the quota is used up), no descriptor
	uint32_t pages; // size of the segment; 0 when refused
};

/* Qube to keeper: one more segment. */
struct arena_request {
	uint32_t pages; // wanted size; 0 means the usual one
};

/* Writes the wire form, ARENA_GRANT_SIZE bytes. */
void arena_grant_encode(
		const struct arena_grant *grant, uint8_t out[ARENA_GRANT_SIZE]);

/* False if it is not exactly one grant: wrong length, magic or version, or a
 * segment number or size out of range. */
bool arena_grant_parse(const void *data, size_t len, struct arena_grant *grant);

/* Writes the wire form, ARENA_REQUEST_SIZE bytes. */
void arena_request_encode(const struct arena_request *request,
		uint8_t out[ARENA_REQUEST_SIZE]);

/* False if it is not exactly one request; the size is not judged. */
bool arena_request_parse(
		const void *data, size_t len, struct arena_request *request);

#endif
