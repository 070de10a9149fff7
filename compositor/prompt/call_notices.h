// SPDX-License-Identifier: MIT
/* Tells in the strip what became of calls between qubes; of one qube's calls no
 * more than one in ten seconds, so that nobody drives out other notices. */
#ifndef COMPOSITOR_PROMPT_CALL_NOTICES_H
#define COMPOSITOR_PROMPT_CALL_NOTICES_H

#include <stddef.h>
#include <stdint.h>

#include "compositor/prompt/ask_msg.h"

#define CALL_NOTICES_MSEC 10000 // between two of one qube
#define CALL_NOTICES_QUBES 32 // that are told apart
#define CALL_NOTICES_TEXT 288

/* Zero it before first use. Pure. */
struct call_notices {
	struct {
		char source[ASK_MSG_NAME];
		int64_t told_msec; // 0: this place is free
		unsigned int untold; // since then
	} qubes[CALL_NOTICES_QUBES];
};

/* The sentence for a notice (kind ASK_MSG_NOTIFY) that came now, in out; NULL
 * if it is only counted. */
const char *call_notices_take(struct call_notices *notices,
		const struct ask_msg *msg, int64_t now_msec,
		char out[CALL_NOTICES_TEXT]);

#endif
