// SPDX-License-Identifier: MIT
#include "zones/keeper/message_queue.h"

#include <assert.h>
#include <string.h>

void
message_queue_init(struct message_queue *queue, size_t limit)
{
	*queue = (struct message_queue){0};
	buf_init(&queue->buf, limit);
}

void
message_queue_finish(struct message_queue *queue)
{
	buf_finish(&queue->buf);
	queue->begun = 0;
}

bool
message_queue_add(struct message_queue *queue, struct qrexec_header header,
		const uint8_t *body)
{
	uint8_t *at = buf_reserve(&queue->buf, QREXEC_HEADER_SIZE + header.len);

	if (!at) {
		return false;
	}
	at = qrexec_header_encode(at, header.type, header.len);
	memcpy(at, body, header.len);
	buf_commit(&queue->buf, QREXEC_HEADER_SIZE + header.len);
	return true;
}

const uint8_t *
message_queue_peek(const struct message_queue *queue, size_t *len)
{
	*len = queue->buf.len - queue->begun;
	return *len > 0 ? buf_peek(&queue->buf) + queue->begun : NULL;
}

void
message_queue_sent(struct message_queue *queue, size_t len, message_queue_fn fn,
		void *user)
{
	queue->begun += len;
	assert(queue->begun <= queue->buf.len);
	while (queue->begun > 0) {
		const uint8_t *first = buf_peek(&queue->buf);
		struct qrexec_header header = {0};
		size_t size;

		if (queue->begun < QREXEC_HEADER_SIZE) {
			return;
		}
		header = qrexec_header_parse(first);
		size = QREXEC_HEADER_SIZE + header.len;
		if (queue->begun < size) {
			return;
		}
		if (fn) {
			fn(user, header, first + QREXEC_HEADER_SIZE);
		}
		buf_consume(&queue->buf, size);
		queue->begun -= size;
	}
}

void
message_queue_rewind(struct message_queue *queue)
{
	queue->begun = 0;
}

void
message_queue_clear(struct message_queue *queue)
{
	buf_consume(&queue->buf, queue->buf.len);
	queue->begun = 0;
}
