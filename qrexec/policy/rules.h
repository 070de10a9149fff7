// SPDX-License-Identifier: MIT
/*
 * Rules as the evaluator keeps them: words are numbers, equal words equal
 * numbers, so that a rule matches a call if each of its numbers is among
 * those that the call stands for.
 */
#ifndef QREXEC_POLICY_RULES_H
#define QREXEC_POLICY_RULES_H

#include <stddef.h>
#include <stdint.h>

#include "qrexec/policy/rule.h"
#include "qrexec/policy/strmap.h"

/* The number of "*". */
#define RULES_ALL 0u

struct rules_entry {
	uint32_t service;
	uint32_t argument;
	uint32_t source;
	uint32_t target;
	uint32_t file;
	uint32_t line; // 0: follows from the file
	struct policy_rule rule; // its words are those of the map
};

struct rules {
	struct strmap words;
	struct rules_entry *entries; // owned, in the order in which they count
	size_t count;
	size_t cap;
	char **files; // owned: names
	size_t file_count;
	size_t file_cap;
	uint32_t last_file; // that a rule was added of
};

void rules_init(struct rules *rules);
void rules_finish(struct rules *rules);

/* Appends a copy of the rule. */
void rules_add(struct rules *rules, const struct policy_rule *rule,
		const char *file, unsigned int line);

/* The number of a word that stands for a qube, dom0 in one spelling;
 * STRMAP_NONE if no rule has it. */
uint32_t rules_find_word(const struct rules *rules, const char *word);

/* "file:line" of a rule. Caller frees. */
char *rules_format_place(
		const struct rules *rules, const struct rules_entry *entry);

#endif
