// SPDX-License-Identifier: MIT
/* Answers of a person that the router remembers: what there is, and taking
 * them back. They are grants in files of their own, leadlight-policy(5). */
#ifndef QREXEC_TOOL_ANSWERS_H
#define QREXEC_TOOL_ANSWERS_H

#include "common/err.h"

/* Prints those of the folder that still count, a line each below a headline.
 * -1 with err set if its files cannot be read. */
int answers_print(const char *dir, struct err *err);

/* Removes those with these numbers, or all for the one word "all"; a router
 * that runs notices. -1 with err set to the first that could not be. */
int answers_forget(const char *dir, int count, char *const numbers[],
		struct err *err);

#endif
