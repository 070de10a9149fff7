// SPDX-License-Identifier: MIT
/*
 * Who may hand text to whom. The rules of the configuration ([qube NAME],
 * [label NAME]) come first and can only forbid; whatever they leave open a
 * policy decides if one is set: at once, or later by clipboard_decide.
 */
#ifndef COMPOSITOR_CLIPBOARD_CLIP_POLICY_H
#define COMPOSITOR_CLIPBOARD_CLIP_POLICY_H

#include <stdbool.h>
#include <stdint.h>

struct config;

/* Either end of a paste. */
struct clip_party {
	char name[32]; // of the qube; "" for a trusted program
	char label[32];
};

enum clip_verdict {
	CLIP_DENIED,
	CLIP_ALLOWED,
	CLIP_LATER, // by clipboard_decide
};

struct clip_policy {
	/* May target have what source copied? question is the number to answer
	 * with, once the call is over, when CLIP_LATER was returned; both
	 * parties are borrowed for the call. */
	enum clip_verdict (*ask)(void *user, uint32_t question,
			const struct clip_party *source,
			const struct clip_party *target);
	/* Nobody waits for this answer any more. */
	void (*cancel)(void *user, uint32_t question);
	void *user;
	int timeout_msec; // no answer by then is a denial
};

/* Do the rules let text out of this party, or into it? */
bool clip_policy_may_copy(
		const struct config *config, const struct clip_party *source);
bool clip_policy_may_paste(
		const struct config *config, const struct clip_party *target);

#endif
