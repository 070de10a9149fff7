// SPDX-License-Identifier: MIT
/*
 * The language of leadlight-policy test and query --batch: qubes, rules, calls
 * and what is expected of them, line by line. leadlight-policy(1) has it.
 */
#ifndef QREXEC_TOOL_SCRIPT_H
#define QREXEC_TOOL_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"

struct policy_paths;
struct script;
struct system_info;

enum script_result {
	SCRIPT_NOTHING, // the line was taken
	SCRIPT_ANSWER, // it was a call: the answer is the script's
	SCRIPT_RIGHT, // the last answer is what the line expects
	SCRIPT_WRONG, // it is not; err says what it was
	SCRIPT_BAD, // the line is none of the language; err says why
};

/* A script that knows dom0 and no rule. paths, borrowed and maybe NULL, is
 * what rules are read from as long as the script has none of its own. */
struct script *script_create(const struct policy_paths *paths);

/* NULL is allowed. */
void script_destroy(struct script *script);

/* Takes one line, without its end. */
enum script_result script_feed(
		struct script *script, const char *line, struct err *err);

/* The last answer: "deny", "allow KEY=VALUE ...", "ask TARGET ... [default=
 * TARGET]" or "error REASON". Valid until the next line. */
const char *script_get_answer(const struct script *script);

/* After an ask: what follows if the target at a place is chosen, or NULL if
 * there are not so many. Caller frees. */
char *script_choose(const struct script *script, size_t at);

/* The qubes known so far. */
const struct system_info *script_get_info(const struct script *script);

/* Takes the words of a "qube" line, the name first. */
int script_add_qube(struct system_info *info, const char *words, struct err *err);

#endif
