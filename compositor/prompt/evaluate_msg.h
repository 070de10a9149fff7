// SPDX-License-Identifier: MIT
/*
 * A question for the router's policy socket (policy.sock), as the daemon of
 * Qubes takes it: would this call be allowed? A rule that asks counts as yes:
 * the person has just pressed the chord. Pure: no I/O.
 */
#ifndef COMPOSITOR_PROMPT_EVALUATE_MSG_H
#define COMPOSITOR_PROMPT_EVALUATE_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVALUATE_MSG_QUESTION 256 // longest question, with the terminator
#define EVALUATE_MSG_ANSWER 4096 // longest answer

/* Writes the question; its length, or 0 if a name is none. */
size_t evaluate_msg_encode(const char *source, const char *target,
		const char *service, char out[EVALUATE_MSG_QUESTION]);

/* Does the whole answer say yes? Anything but a plain yes is a no. */
bool evaluate_msg_is_allowed(const uint8_t *data, size_t len);

#endif
