// SPDX-License-Identifier: MIT
/* Bytes as a request to a fork server, at once and as they come: both must be
 * read alike, and what is understood must encode to the same bytes. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocols/qrexec/qrexec_fork.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_encoding(const struct qrexec_msg *msg, const uint8_t *data, size_t size)
{
	size_t len = qrexec_fork_size(&msg->exec);
	uint8_t *again = malloc(len);

	assert(again && len <= size && len <= QREXEC_FORK_MAX);
	assert(strlen(msg->exec.command) + 1 == msg->exec.command_size);
	qrexec_fork_encode(msg, again);
	assert(memcmp(again, data, len) == 0);
	free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qrexec_msg msg, part;
	struct err err = {0};
	int result = qrexec_fork_parse(data, size, &msg, &err);
	int early = 0;

	assert(result >= 0 || err.text[0] != '\0');
	if (result > 0) {
		check_encoding(&msg, data, size);
	}
	for (size_t len = 0; len <= size && len < 64 && early == 0; len++) {
		early = qrexec_fork_parse(data, len, &part, &err);
	}
	assert(early == 0 || early == result);
	return 0;
}
