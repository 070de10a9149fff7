// SPDX-License-Identifier: MIT
#include "compositor/prompt/ask_queue.h"

#include <string.h>

#include "common/str.h"

void
ask_queue_init(struct ask_queue *queue)
{
	*queue = (struct ask_queue){0};
	wl_list_init(&queue->asks);
}

int
ask_queue_count_of(const struct ask_queue *queue, const char *source)
{
	const struct ask *ask;
	int count = 0;

	wl_list_for_each(ask, &queue->asks, link) {
		count += strcmp(ask->msg.source, source) == 0;
	}
	return count;
}

/* One round after the qube's last question, whether it waits or was next; a
 * qube that has not asked lately begins with the round that goes on. */
static uint64_t
choose_round(const struct ask_queue *queue, const char *source)
{
	uint64_t round = queue->round;
	const struct ask *ask;

	if (strcmp(queue->last, source) == 0) {
		round++;
	}
	wl_list_for_each(ask, &queue->asks, link) {
		if (strcmp(ask->msg.source, source) == 0 && ask->round >= round) {
			round = ask->round + 1;
		}
	}
	return round;
}

bool
ask_queue_add(struct ask_queue *queue, struct ask *ask)
{
	const char *source = ask->msg.source;

	if (queue->count >= ASK_QUEUE_MAX ||
			ask_queue_count_of(queue, source) >=
					ASK_QUEUE_SOURCE_MAX) {
		return false;
	}
	ask->round = choose_round(queue, source);
	wl_list_insert(queue->asks.prev, &ask->link);
	queue->count++;
	return true;
}

void
ask_queue_remove(struct ask_queue *queue, struct ask *ask)
{
	wl_list_remove(&ask->link);
	wl_list_init(&ask->link);
	queue->count--;
}

static bool
goes_before(const struct ask *a, const struct ask *b)
{
	return a->vain != b->vain ? a->vain < b->vain : a->round < b->round;
}

struct ask *
ask_queue_next(struct ask_queue *queue)
{
	struct ask *next = NULL;
	struct ask *ask;

	wl_list_for_each(ask, &queue->asks, link) {
		if (!next || goes_before(ask, next)) {
			next = ask;
		}
	}
	if (next) {
		queue->round = next->round;
		str_copy(queue->last, sizeof(queue->last), next->msg.source);
	}
	return next;
}
