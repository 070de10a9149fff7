// SPDX-License-Identifier: MIT
/*
 * Who has asked in vain again and again: a qube whose questions get no one yes
 * is not asked for a while, each time for longer, so that it can neither wear
 * the person down nor keep the keyboard from them. One yes forgives. Pure.
 */
#ifndef COMPOSITOR_PROMPT_ASK_PATIENCE_H
#define COMPOSITOR_PROMPT_ASK_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/prompt/ask_msg.h"

#define ASK_PATIENCE_TIMES 3 // questions in vain until it is not asked
#define ASK_PATIENCE_SEC 30 // the first time; each other one is twice as long
#define ASK_PATIENCE_SEC_MAX 960
#define ASK_PATIENCE_FORGET_MSEC 3600000 // after the last one in vain
#define ASK_PATIENCE_QUBES 64 // that are told apart

struct ask_patience_qube {
	char source[ASK_MSG_NAME];
	int vain; // questions in a row without a yes; 0: this place is free
	int64_t last_msec; // of them
	int64_t until_msec; // it is not asked
	unsigned int refused; // questions since the last one in vain
};

/* Zero it before first use. */
struct ask_patience {
	struct ask_patience_qube qubes[ASK_PATIENCE_QUBES];
};

/* May a question of it be put to the person now? One that may not is counted. */
bool ask_patience_admit(struct ask_patience *patience, const char *source,
		int64_t now_msec);

/* Questions in vain so far: whoever has fewer of them goes first. */
int ask_patience_get_vain(const struct ask_patience *patience,
		const char *source, int64_t now_msec);

/* A question that was on the screen ended without a yes. Returns the seconds
 * for which it is not asked from now on; 0: it still is. */
int ask_patience_end_in_vain(struct ask_patience *patience, const char *source,
		int64_t now_msec);

/* The person said yes. */
void ask_patience_forgive(struct ask_patience *patience, const char *source);

/* How many were refused unseen since this was last asked for. */
unsigned int ask_patience_take_refused(
		struct ask_patience *patience, const char *source);

#endif
