// SPDX-License-Identifier: MIT
/*
 * Finds the first rule for a call without looking at all of them: rules with
 * the same service, argument and source form a group, and in each group the
 * first rule for every target is known.
 */
#ifndef QREXEC_POLICY_INDEX_H
#define QREXEC_POLICY_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "qrexec/policy/rules.h"

#define INDEX_NONE UINT32_MAX

/* Rules are named by their places in rules.entries. */
struct index_group {
	uint32_t service;
	uint32_t argument;
	uint32_t source;
	uint32_t start; // of its rules in order[]
	uint32_t count;
	uint32_t target_start; // of its targets in targets[]
	uint32_t target_count;
};

struct index_target {
	uint32_t target;
	uint32_t first; // the first rule of the group that has it
};

struct index {
	uint32_t *order; // owned: rules by group, in each as they count
	struct index_group *groups; // owned
	size_t group_count;
	struct index_target *targets; // owned: by group, in each by number
	uint32_t *table; // owned: hash table of places in groups, plus one
	size_t table_cap; // a power of two
};

void index_init(struct index *index, const struct rules *rules);
void index_finish(struct index *index);

/* The group, or NULL. */
const struct index_group *index_find(const struct index *index,
		uint32_t service, uint32_t argument, uint32_t source);

/* The first rule of a group that has this target, or INDEX_NONE. */
uint32_t index_first(const struct index *index, const struct index_group *group,
		uint32_t target);

#endif
