// SPDX-License-Identifier: MIT
#include "match.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"

/* Groups a call can have: its service and argument in three ways. */
#define WAYS 3u

static const uint32_t *
numbers(const struct match_set *set)
{
	return set->more ? set->more : set->few;
}

static void
make_room(struct match_set *set)
{
	size_t cap = set->count * 2;
	uint32_t *more = xcalloc(cap, sizeof(*more));

	memcpy(more, numbers(set), set->count * sizeof(*more));
	free(set->more);
	set->more = more;
	set->cap = cap;
}

static void
add_number(struct match_set *set, uint32_t number)
{
	if (number == STRMAP_NONE) {
		return;
	}
	if (set->count == (set->more ? set->cap : MATCH_FEW)) {
		make_room(set);
	}
	if (set->more) {
		set->more[set->count++] = number;
	} else {
		set->few[set->count++] = number;
	}
}

static void
add_word(struct match_set *set, const struct rules *rules, const char *word)
{
	add_number(set, rules_find_word(rules, word));
}

/* Adds prefix and value as one word, if any rule can have one so long. */
static void
add_joined(struct match_set *set, const struct rules *rules, const char *prefix,
		const char *value)
{
	char few[128];
	size_t prefix_len = strlen(prefix);
	size_t len = prefix_len + strlen(value);
	char *word = few;

	if (len > rules->words.longest) {
		return;
	}
	if (len >= sizeof(few)) {
		word = xcalloc(1, len + 1);
	}
	memcpy(word, prefix, prefix_len);
	memcpy(word + prefix_len, value, len - prefix_len);
	word[len] = '\0';
	add_word(set, rules, word);
	if (word != few) {
		free(word);
	}
}

/* A qube by all its names, type and tags; nothing if it has gone. */
static void
add_qube(struct match_set *set, const struct rules *rules,
		const struct system_qube *qube)
{
	if (!qube) {
		return;
	}
	add_word(set, rules, qube->name);
	if (qube->uuid[0] && !system_info_is_dom0(qube->name)) {
		add_joined(set, rules, "uuid:", qube->uuid);
	}
	add_joined(set, rules, "@type:", qube->class);
	for (size_t i = 0; i < qube->tag_count; i++) {
		add_joined(set, rules, "@tag:", qube->tag_list[i]);
	}
}

void
match_finish(struct match *match)
{
	free(match->source.more);
	free(match->target.more);
	*match = (struct match){0};
}

void
match_set_caller(struct match *match, const struct rules *rules,
		const struct system_info *info, const char *service,
		const char *argument, const char *source)
{
	const struct system_qube *qube = system_info_find(info, source);

	match->service = strmap_find(&rules->words, service);
	match->argument = strmap_find(&rules->words, argument);
	add_number(&match->source, RULES_ALL);
	if (!system_info_is_dom0(source)) {
		add_word(&match->source, rules, "@anyvm");
	}
	if (qube) {
		add_qube(&match->source, rules, qube);
	} else if (source[0] != '@' || system_info_is_dom0(source)) {
		add_word(&match->source, rules, source);
	}
}

/* What stands for a disposable of this template. */
static void
add_template(struct match_set *set, const struct rules *rules,
		const struct system_qube *qube)
{
	if (!qube || (qube->flags & SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS) == 0) {
		return;
	}
	for (size_t i = 0; i < qube->tag_count; i++) {
		add_joined(set, rules, "@dispvm:@tag:", qube->tag_list[i]);
	}
}

/* "@dispvm" is also what it will become for this source. A rule that names the
 * template by its uuid does not match: so it is in the original. */
static void
add_default_dispvm(struct match_set *set, const struct rules *rules,
		const struct system_info *info, const struct system_qube *source)
{
	add_word(set, rules, "@dispvm");
	if (!source || !source->default_dispvm[0]) {
		return;
	}
	add_joined(set, rules, "@dispvm:", source->default_dispvm);
	add_template(set, rules, system_info_find(info, source->default_dispvm));
}

static void
add_dispvm_of(struct match_set *set, const struct rules *rules,
		const struct system_qube *qube)
{
	if (!qube) {
		return;
	}
	add_joined(set, rules, "@dispvm:", qube->name);
	add_joined(set, rules, "@dispvm:uuid:", qube->uuid);
	add_template(set, rules, qube);
}

void
match_set_target(struct match *match, const struct rules *rules,
		const struct system_info *info, const struct system_qube *source,
		const struct policy_token *token)
{
	struct match_set *set = &match->target;
	bool dom0 = token->kind == POLICY_TOKEN_ADMINVM ||
			(token->kind == POLICY_TOKEN_NAME &&
					system_info_is_dom0(token->value));

	add_number(set, RULES_ALL);
	if (!dom0) {
		add_word(set, rules, "@anyvm");
	}
	switch (token->kind) {
	case POLICY_TOKEN_NAME:
		add_qube(set, rules, system_info_find(info, token->value));
		break;
	case POLICY_TOKEN_ADMINVM:
		add_word(set, rules, "@adminvm");
		break;
	case POLICY_TOKEN_DEFAULT:
		add_word(set, rules, "@default");
		break;
	case POLICY_TOKEN_DISPVM:
		add_default_dispvm(set, rules, info, source);
		break;
	case POLICY_TOKEN_DISPVM_OF:
		add_dispvm_of(set, rules, system_info_find(info, token->value));
		break;
	case POLICY_TOKEN_ALL:
	case POLICY_TOKEN_ANYVM:
	case POLICY_TOKEN_TYPE:
	case POLICY_TOKEN_TAG:
	case POLICY_TOKEN_DISPVM_TAG:
		break;
	}
}

static const struct index_group *
find_group(const struct match *match, const struct index *index, unsigned way,
		uint32_t source)
{
	uint32_t service = way == 2 ? RULES_ALL : match->service;
	uint32_t argument = way >= 1 ? RULES_ALL : match->argument;

	return index_find(index, service, argument, source);
}

static uint32_t
first_of_group(const struct match *match, const struct index *index,
		const struct index_group *group, uint32_t best)
{
	const uint32_t *targets = numbers(&match->target);

	for (size_t i = 0; i < match->target.count; i++) {
		uint32_t first = index_first(index, group, targets[i]);

		best = first < best ? first : best;
	}
	return best;
}

uint32_t
match_find(const struct match *match, const struct index *index)
{
	const uint32_t *sources = numbers(&match->source);
	uint32_t best = INDEX_NONE;

	for (unsigned way = 0; way < WAYS; way++) {
		for (size_t i = 0; i < match->source.count; i++) {
			const struct index_group *group = find_group(
					match, index, way, sources[i]);

			if (group && index->order[group->start] < best) {
				best = first_of_group(match, index, group, best);
			}
		}
	}
	return best;
}

bool
match_has_target(const struct match *match, uint32_t target)
{
	const uint32_t *targets = numbers(&match->target);

	for (size_t i = 0; i < match->target.count; i++) {
		if (targets[i] == target) {
			return true;
		}
	}
	return false;
}

/* The rules of a group that are still to come. */
struct queue {
	const uint32_t *next;
	const uint32_t *end;
};

static struct queue *
take_lowest(struct queue *queues, size_t count)
{
	struct queue *lowest = NULL;

	for (size_t i = 0; i < count; i++) {
		if (queues[i].next < queues[i].end &&
				(!lowest || *queues[i].next < *lowest->next)) {
			lowest = &queues[i];
		}
	}
	return lowest;
}

void
match_for_each(const struct match *match, const struct index *index,
		bool (*fn)(void *user, uint32_t rule), void *user)
{
	const uint32_t *sources = numbers(&match->source);
	struct queue *queues =
			xcalloc(match->source.count * WAYS, sizeof(*queues));
	struct queue *lowest;
	size_t count = 0;

	for (unsigned way = 0; way < WAYS; way++) {
		for (size_t i = 0; i < match->source.count; i++) {
			const struct index_group *group = find_group(
					match, index, way, sources[i]);

			if (group) {
				queues[count].next = index->order + group->start;
				queues[count].end = queues[count].next +
						group->count;
				count++;
			}
		}
	}
	while ((lowest = take_lowest(queues, count))) {
		if (!fn(user, *lowest->next++)) {
			break;
		}
	}
	free(queues);
}
