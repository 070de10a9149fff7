// SPDX-License-Identifier: MIT
#include "compositor/prompt/call_notices.h"

#include <stdio.h>
#include <string.h>

#include "common/str.h"

/* The place of a qube, or the one that was used longest ago. */
static size_t
find(const struct call_notices *notices, const char *source)
{
	size_t oldest = 0;

	for (size_t i = 0; i < CALL_NOTICES_QUBES; i++) {
		if (strcmp(notices->qubes[i].source, source) == 0) {
			return i;
		}
		if (notices->qubes[i].told_msec <
				notices->qubes[oldest].told_msec) {
			oldest = i;
		}
	}
	return oldest;
}

/* Names and services have limits of their own; what a sentence has no room for
 * is cut. */
static void
format(const struct ask_msg *msg, unsigned int untold,
		char out[CALL_NOTICES_TEXT])
{
	static const char *const words[] = {
			[ASK_MSG_ALLOWED] = "Allowed",
			[ASK_MSG_DENIED] = "Denied",
			[ASK_MSG_FAILED] = "Failed",
	};
	const char *target = strcmp(msg->target, "@default") == 0
			? "no qube it named"
			: msg->target;
	const char *colon = msg->reason[0] ? ": " : "";
	char more[48] = "";

	if (untold > 0) {
		snprintf(more, sizeof(more), ", and %u more", untold);
	}
	snprintf(out, CALL_NOTICES_TEXT, "%s: %.31s calls %.80s of %.48s%s%s%s",
			words[msg->resolution], msg->source, msg->service,
			target, colon, msg->reason, more);
}

const char *
call_notices_take(struct call_notices *notices, const struct ask_msg *msg,
		int64_t now_msec, char out[CALL_NOTICES_TEXT])
{
	size_t i = find(notices, msg->source);
	bool known = strcmp(notices->qubes[i].source, msg->source) == 0;

	if (known && now_msec - notices->qubes[i].told_msec < CALL_NOTICES_MSEC) {
		notices->qubes[i].untold++;
		return NULL;
	}
	format(msg, known ? notices->qubes[i].untold : 0, out);
	str_copy(notices->qubes[i].source, ASK_MSG_NAME, msg->source);
	notices->qubes[i].told_msec = now_msec;
	notices->qubes[i].untold = 0;
	return out;
}
