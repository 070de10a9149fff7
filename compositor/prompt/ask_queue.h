// SPDX-License-Identifier: MIT
/*
 * Questions that wait for the person. Each qube has a place for a few; the
 * order is fair: whoever asks a lot is asked about in turn with the others, and
 * after them if it did so in vain.
 * Pure.
 */
#ifndef COMPOSITOR_PROMPT_ASK_QUEUE_H
#define COMPOSITOR_PROMPT_ASK_QUEUE_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

#include "compositor/prompt/ask_msg.h"

#define ASK_QUEUE_MAX 128 // in all
#define ASK_QUEUE_SOURCE_MAX 8 // of one qube

/* A question, owned by whoever put it in. */
struct ask {
	struct wl_list link; // ask_queue.asks, oldest first
	uint64_t round; // of the queue
	int vain; // questions of its qube that were in vain, when it came
	struct ask_msg msg;
	/* The answer, once, never from within ask_queue: a target in the words
	 * of qrexec, or NULL for no; and for how many seconds it may be
	 * remembered, 0: not at all. The question is out of the queue and may
	 * be freed. */
	void (*answer)(struct ask *ask, const char *target, int seconds);
};

struct ask_queue {
	struct wl_list asks; // list of struct ask, .link
	int count;
	uint64_t round; // of the one that was next last
	char last[ASK_MSG_NAME]; // its source
};

void ask_queue_init(struct ask_queue *queue);

/* Puts a question in its place; false if its qube, or all together, have too
 * many already. */
bool ask_queue_add(struct ask_queue *queue, struct ask *ask);

/* Takes it out. */
void ask_queue_remove(struct ask_queue *queue, struct ask *ask);

/* The one to be shown now (it stays in the queue), or NULL. */
struct ask *ask_queue_next(struct ask_queue *queue);

/* How many wait of one qube. */
int ask_queue_count_of(const struct ask_queue *queue, const char *source);

#endif
