// SPDX-License-Identifier: MIT
/* Bytes as one packet between a keeper and a qube's first process. What is
 * understood must encode to the same bytes. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "protocols/zone/init_msg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t again[INIT_MSG_SIZE_MAX];
	struct init_msg msg;

	if (init_msg_parse(data, size, &msg)) {
		assert(init_msg_encode(&msg, again) == size);
		assert(memcmp(again, data, size) == 0);
	}
	return 0;
}
