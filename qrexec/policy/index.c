// SPDX-License-Identifier: MIT
#include "index.h"

#include <stdbool.h>
#include <stdlib.h>

#include "common/mem.h"

/* What is sorted: a rule's numbers and its place. */
struct row {
	uint32_t key[3]; // service, argument, source
	uint32_t target;
	uint32_t rule;
};

static int
compare_u32(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

static int
compare_keys(const struct row *a, const struct row *b)
{
	for (size_t i = 0; i < 3; i++) {
		if (a->key[i] != b->key[i]) {
			return compare_u32(a->key[i], b->key[i]);
		}
	}
	return 0;
}

static int
compare_by_rule(const void *a, const void *b)
{
	const struct row *row_a = a;
	const struct row *row_b = b;
	int result = compare_keys(row_a, row_b);

	return result ? result : compare_u32(row_a->rule, row_b->rule);
}

static int
compare_by_target(const void *a, const void *b)
{
	const struct row *row_a = a;
	const struct row *row_b = b;
	int result = compare_keys(row_a, row_b);

	if (result == 0) {
		result = compare_u32(row_a->target, row_b->target);
	}
	return result ? result : compare_u32(row_a->rule, row_b->rule);
}

static size_t
hash_of(uint32_t service, uint32_t argument, uint32_t source)
{
	uint64_t hash = service * UINT64_C(0x9e3779b97f4a7c15);

	hash = (hash ^ argument) * UINT64_C(0xbf58476d1ce4e5b9);
	hash = (hash ^ (hash >> 29) ^ source) * UINT64_C(0x94d049bb133111eb);
	return (size_t)(hash ^ (hash >> 32));
}

static void
enter_group(struct index *index, size_t at)
{
	const struct index_group *group = &index->groups[at];
	size_t place = hash_of(group->service, group->argument, group->source);

	place &= index->table_cap - 1;
	while (index->table[place]) {
		place = (place + 1) & (index->table_cap - 1);
	}
	index->table[place] = (uint32_t)at + 1;
}

static struct row *
make_rows(const struct rules *rules)
{
	struct row *rows = xcalloc(rules->count, sizeof(*rows));

	for (size_t i = 0; i < rules->count; i++) {
		const struct rules_entry *entry = &rules->entries[i];

		rows[i] = (struct row){
				{entry->service, entry->argument, entry->source},
				entry->target,
				(uint32_t)i,
		};
	}
	return rows;
}

static void
make_groups(struct index *index, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		index->order[i] = rows[i].rule;
		if (i == 0 || compare_keys(&rows[i - 1], &rows[i]) != 0) {
			index->groups[index->group_count++] = (struct index_group){
					.service = rows[i].key[0],
					.argument = rows[i].key[1],
					.source = rows[i].key[2],
					.start = (uint32_t)i,
			};
		}
		index->groups[index->group_count - 1].count++;
	}
}

/* rows are sorted by target now, the groups still being in the same order. */
static void
make_targets(struct index *index, const struct row *rows, size_t count)
{
	struct index_group *group = index->groups;
	uint32_t used = 0;

	for (size_t i = 0; i < count; i++) {
		bool next = i > 0 && compare_keys(&rows[i - 1], &rows[i]) != 0;

		if (next) {
			group++;
		}
		if (i == 0 || next) {
			group->target_start = used;
		}
		if (i == 0 || next || rows[i - 1].target != rows[i].target) {
			index->targets[used++] = (struct index_target){
					rows[i].target, rows[i].rule};
			group->target_count++;
		}
	}
}

void
index_init(struct index *index, const struct rules *rules)
{
	struct row *rows = make_rows(rules);

	*index = (struct index){0};
	index->order = xcalloc(rules->count, sizeof(*index->order));
	index->groups = xcalloc(rules->count, sizeof(*index->groups));
	index->targets = xcalloc(rules->count, sizeof(*index->targets));
	qsort(rows, rules->count, sizeof(*rows), compare_by_rule);
	make_groups(index, rows, rules->count);
	qsort(rows, rules->count, sizeof(*rows), compare_by_target);
	make_targets(index, rows, rules->count);
	free(rows);
	index->table_cap = 64;
	while (index->table_cap < index->group_count * 2) {
		index->table_cap *= 2;
	}
	index->table = xcalloc(index->table_cap, sizeof(*index->table));
	for (size_t i = 0; i < index->group_count; i++) {
		enter_group(index, i);
	}
}

void
index_finish(struct index *index)
{
	free(index->order);
	free(index->groups);
	free(index->targets);
	free(index->table);
	*index = (struct index){0};
}

const struct index_group *
index_find(const struct index *index, uint32_t service, uint32_t argument,
		uint32_t source)
{
	size_t place = hash_of(service, argument, source) &
			(index->table_cap - 1);

	while (index->table[place]) {
		const struct index_group *group =
				&index->groups[index->table[place] - 1];

		if (group->service == service && group->argument == argument &&
				group->source == source) {
			return group;
		}
		place = (place + 1) & (index->table_cap - 1);
	}
	return NULL;
}

uint32_t
index_first(const struct index *index, const struct index_group *group,
		uint32_t target)
{
	const struct index_target *targets = index->targets + group->target_start;
	size_t low = 0;
	size_t high = group->target_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (targets[middle].target < target) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < group->target_count && targets[low].target == target
			? targets[low].first
			: INDEX_NONE;
}
