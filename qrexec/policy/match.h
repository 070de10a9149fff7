// SPDX-License-Identifier: MIT
/*
 * The words of a policy that a call stands for: the source is "work", but also
 * @tag:office, @type:AppVM, @anyvm and *. A rule matches if each of its words
 * is among them.
 */
#ifndef QREXEC_POLICY_MATCH_H
#define QREXEC_POLICY_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qrexec/policy/index.h"
#include "qrexec/policy/rules.h"
#include "qrexec/policy/system_info.h"
#include "qrexec/policy/token.h"

#define MATCH_FEW 40

/* Numbers of words, only of those that some rule has. */
struct match_set {
	uint32_t few[MATCH_FEW];
	uint32_t *more; // owned, may be NULL; used instead if there are more
	size_t count;
	size_t cap; // of more
};

/* Zero it before first use. */
struct match {
	uint32_t service; // STRMAP_NONE if no rule names it
	uint32_t argument;
	struct match_set source;
	struct match_set target;
};

void match_finish(struct match *match);

/* Fills service, argument and source. */
void match_set_caller(struct match *match, const struct rules *rules,
		const struct system_info *info, const char *service,
		const char *argument, const char *source);

/* Fills the target. source is NULL if it is not known. */
void match_set_target(struct match *match, const struct rules *rules,
		const struct system_info *info, const struct system_qube *source,
		const struct policy_token *token);

/* The first rule that matches, or INDEX_NONE. */
uint32_t match_find(const struct match *match, const struct index *index);

/* Whether a rule with this target matches as far as that goes. */
bool match_has_target(const struct match *match, uint32_t target);

/* Calls fn, which may return false to end it, with each rule that matches
 * apart from its target, in order. */
void match_for_each(const struct match *match, const struct index *index,
		bool (*fn)(void *user, uint32_t rule), void *user);

#endif
