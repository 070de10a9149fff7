// SPDX-License-Identifier: MIT
/* Bytes as one packet of the zone service's socket, in both directions, and
 * of the arena socket. What is understood must encode to the same bytes. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "protocols/zone/arena_msg.h"
#include "protocols/zone/zone_msg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_arena(const uint8_t *data, size_t size)
{
	uint8_t again[ARENA_GRANT_SIZE];
	struct arena_grant grant;
	struct arena_request request;

	if (arena_grant_parse(data, size, &grant)) {
		arena_grant_encode(&grant, again);
		assert(memcmp(again, data, size) == 0);
	}
	if (arena_request_parse(data, size, &request)) {
		arena_request_encode(&request, again);
		assert(memcmp(again, data, size) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t again[ZONE_MSG_SIZE_MAX];
	struct zone_msg msg;
	struct err err;

	if (zone_msg_parse(data, size, &msg, &err) == 0) {
		assert(zone_msg_encode(&msg, again) == size);
		assert(memcmp(again, data, size) == 0);
	}
	check_arena(data, size);
	return 0;
}
