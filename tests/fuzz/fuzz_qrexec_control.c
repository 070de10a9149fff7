// SPDX-License-Identifier: MIT
/*
 * Bytes as the stream of one control link: the first byte says which, the
 * second in what pieces. What is understood must encode to the same bytes, but
 * for fields that are cut at their end.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocols/qrexec/qrexec_name.h"
#include "protocols/qrexec/qrexec_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_names(const struct qrexec_trigger *trigger)
{
	char *service;
	char name[QREXEC_NAME_SIZE];

	memcpy(name, trigger->target, sizeof(name));
	qrexec_name_clean_qube(name);
	assert(strlen(name) == strlen(trigger->target));
	qrexec_name_is_ident(trigger->ident);
	if (!qrexec_name_is_service(trigger->service, trigger->service_size)) {
		return;
	}
	service = strdup(trigger->service);
	assert(service);
	qrexec_name_clean_service(service);
	assert(strlen(service) + 1 == trigger->service_size);
	assert(qrexec_name_service_len(service) > 0);
	free(service);
}

static void
check_message(struct qrexec_header header, const uint8_t *body)
{
	struct qrexec_msg msg;
	struct qrexec_msg again;
	struct err err;
	uint8_t *wire;

	if (qrexec_msg_parse(header, body, &msg, &err) < 0) {
		return;
	}
	if (header.type >= QREXEC_TRIGGER_SERVICE &&
			header.type != QREXEC_CONNECTION_TERMINATED &&
			header.type != QREXEC_HELLO) {
		check_names(&msg.trigger);
	}
	assert(qrexec_msg_size(&msg) == QREXEC_HEADER_SIZE + header.len);
	wire = malloc(qrexec_msg_size(&msg));
	assert(wire);
	qrexec_msg_encode(&msg, wire);
	assert(qrexec_msg_parse(qrexec_header_parse(wire),
			       wire + QREXEC_HEADER_SIZE, &again, &err) == 0);
	free(wire);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qrexec_stream stream;
	struct qrexec_header header;
	const uint8_t *body;
	size_t piece;
	struct err err;
	int got = 0;

	if (size < 2) {
		return 0;
	}
	piece = data[1] + 1u;
	qrexec_stream_init(&stream, (enum qrexec_link)(data[0] % 5));
	for (size_t at = 2; at < size && got >= 0; at += piece) {
		size_t part = size - at < piece ? size - at : piece;

		qrexec_stream_lend(&stream, data + at, part);
		while ((got = qrexec_stream_next(&stream, &header, &body, &err)) ==
				1) {
			assert(qrexec_link_allows(stream.link, header));
			check_message(header, body);
		}
	}
	qrexec_stream_finish(&stream);
	return 0;
}
