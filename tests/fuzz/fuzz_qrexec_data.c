// SPDX-License-Identifier: MIT
/*
 * Bytes as one direction of a call's data: the first byte says for which end,
 * the second in what pieces. The pieces must not change what is heard.
 */
#include <assert.h>
#include <stdint.h>

#include "protocols/qrexec/qrexec_data.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was heard, so that two runs can be compared. */
struct heard {
	uint64_t sum[3]; // of the bytes of each stream
	size_t ends;
	size_t exits;
	int32_t exit_code;
	bool bad;
};

static void
note(struct heard *heard, const struct qrexec_event *event)
{
	switch (event->type) {
	case QREXEC_EVENT_BYTES:
		assert(event->len > 0 && event->len <= QREXEC_CHUNK_MAX);
		for (size_t i = 0; i < event->len; i++) {
			heard->sum[event->stream] =
					heard->sum[event->stream] * 31 +
					event->bytes[i] + 1;
		}
		break;
	case QREXEC_EVENT_END:
		heard->ends++;
		break;
	case QREXEC_EVENT_EXIT:
		heard->exits++;
		heard->exit_code = event->exit_code;
		break;
	case QREXEC_EVENT_NONE:
	case QREXEC_EVENT_HELLO:
	case QREXEC_EVENT_IGNORED:
		break;
	}
}

static void
listen_to(struct heard *heard, enum qrexec_role role, const uint8_t *bytes,
		size_t size, size_t piece)
{
	struct qrexec_event event;
	struct qrexec_data data;
	struct err err;

	qrexec_data_init(&data, role);
	while (size > 0 && !heard->bad) {
		const uint8_t *at = bytes;
		size_t part = size < piece ? size : piece;
		size_t left = part;

		do {
			heard->bad = qrexec_data_feed(&data, &at, &left, &event,
						     &err) < 0;
			if (!heard->bad) {
				note(heard, &event);
			}
		} while (!heard->bad &&
				(left > 0 || event.type != QREXEC_EVENT_NONE));
		bytes += part;
		size -= part;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct heard whole = {0};
	struct heard pieces = {0};
	enum qrexec_role role;

	if (size < 2) {
		return 0;
	}
	role = data[0] & 1 ? QREXEC_ROLE_CALLER : QREXEC_ROLE_SERVICE;
	listen_to(&whole, role, data + 2, size - 2, size);
	listen_to(&pieces, role, data + 2, size - 2, data[1] + 1u);
	assert(whole.bad == pieces.bad && whole.ends == pieces.ends);
	assert(whole.exits == pieces.exits && whole.exits <= 1);
	assert(whole.exit_code == pieces.exit_code);
	for (int i = 0; i < 3; i++) {
		assert(whole.sum[i] == pieces.sum[i]);
	}
	assert(role == QREXEC_ROLE_CALLER || whole.exits == 0);
	return 0;
}
