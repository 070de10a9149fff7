// SPDX-License-Identifier: MIT
#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "system_info.h"

void
rules_init(struct rules *rules)
{
	*rules = (struct rules){0};
	strmap_intern(&rules->words, "*");
}

void
rules_finish(struct rules *rules)
{
	for (size_t i = 0; i < rules->file_count; i++) {
		free(rules->files[i]);
	}
	free(rules->files);
	free(rules->entries);
	strmap_finish(&rules->words);
	*rules = (struct rules){0};
}

/* Twice the room for things of this size. */
static void *
grow(void *old, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 64;
	char *room = xcalloc(more, size);

	if (old) {
		memcpy(room, old, *cap * size);
	}
	free(old);
	*cap = more;
	return room;
}

static uint32_t
find_file(const struct rules *rules, const char *file)
{
	for (size_t i = 0; i < rules->file_count; i++) {
		if (strcmp(rules->files[i], file) == 0) {
			return (uint32_t)i;
		}
	}
	return (uint32_t)rules->file_count;
}

/* Nearly always it is that of the rule before. */
static uint32_t
file_number(struct rules *rules, const char *file)
{
	if (rules->file_count > 0 &&
			strcmp(rules->files[rules->last_file], file) == 0) {
		return rules->last_file;
	}
	rules->last_file = find_file(rules, file);
	if (rules->last_file < rules->file_count) {
		return rules->last_file;
	}
	if (rules->file_count == rules->file_cap) {
		rules->files = grow(rules->files, &rules->file_cap,
				sizeof(*rules->files));
	}
	rules->files[rules->file_count++] = xstrdup(file);
	return rules->last_file;
}

static const char *
canonical(const char *word)
{
	return system_info_is_dom0(word) ? "@adminvm" : word;
}

static const char *
keep(struct rules *rules, const char *word)
{
	return word ? strmap_keep(&rules->words, word) : NULL;
}

void
rules_add(struct rules *rules, const struct policy_rule *rule, const char *file,
		unsigned int line)
{
	struct rules_entry *entry;

	if (rules->count == rules->cap) {
		rules->entries = grow(rules->entries, &rules->cap,
				sizeof(*rules->entries));
	}
	entry = &rules->entries[rules->count++];
	*entry = (struct rules_entry){
			.service = strmap_intern(&rules->words, rule->service),
			.argument = strmap_intern(&rules->words, rule->argument),
			.source = strmap_intern(
					&rules->words, canonical(rule->source)),
			.target = strmap_intern(
					&rules->words, canonical(rule->target)),
			.file = file_number(rules, file),
			.line = line,
			.rule = *rule,
	};
	entry->rule.service = keep(rules, rule->service);
	entry->rule.argument = keep(rules, rule->argument);
	entry->rule.source = keep(rules, rule->source);
	entry->rule.target = keep(rules, rule->target);
	entry->rule.redirect = keep(rules, rule->redirect);
	entry->rule.default_target = keep(rules, rule->default_target);
	entry->rule.user = keep(rules, rule->user);
}

uint32_t
rules_find_word(const struct rules *rules, const char *word)
{
	return strmap_find(&rules->words, canonical(word));
}

char *
rules_format_place(const struct rules *rules, const struct rules_entry *entry)
{
	const char *file = rules->files[entry->file];

	return entry->line ? xformat("%s:%u", file, entry->line)
			   : xformat("%s: implied", file);
}
