// SPDX-License-Identifier: MIT
/*
 * Bytes as a tree of policy files: "\x01NAME\n" begins a file, what stands
 * before the first one is in a.policy. Files may include each other. Rules
 * that are taken are asked about all calls of a small system, and the first
 * match by the index must be the first in the list.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "qrexec/policy/evaluate.h"
#include "qrexec/policy/policy_set.h"

#define FILES_MAX 8
#define BEGIN '\x01'

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct file {
	char name[32];
	const char *text; // borrowed
	size_t len;
};

struct tree {
	struct file files[FILES_MAX];
	size_t count;
};

/* The last part of a path, if its folder is "top", "top/d" or "old". */
static const struct file *
find(const struct tree *tree, const char *path)
{
	for (size_t i = 0; i < tree->count; i++) {
		const char *slash = strrchr(path, '/');

		if (slash && strcmp(slash + 1, tree->files[i].name) == 0) {
			return &tree->files[i];
		}
	}
	return NULL;
}

static int
tree_read(void *user, const char *path, size_t max, struct policy_file *file,
		struct err *err)
{
	const struct tree *tree = user;
	const struct file *found = find(tree, path);

	*file = (struct policy_file){0};
	if (!found) {
		return 0;
	}
	file->text = xcalloc(1, found->len + 1);
	memcpy(file->text, found->text, found->len);
	file->len = found->len;
	file->id.number = (uint64_t)(found - tree->files);
	return 1;
}

static int
tree_list(void *user, const char *path, size_t max, struct policy_names *names,
		struct err *err)
{
	const struct tree *tree = user;

	*names = (struct policy_names){0};
	names->names = xcalloc(FILES_MAX, sizeof(char *));
	for (size_t i = 0; i < tree->count; i++) {
		names->names[names->count++] = xstrdup(tree->files[i].name);
	}
	policy_names_sort(names);
	return 1;
}

static bool
tree_is_file(void *user, const char *path)
{
	return find(user, path) != NULL;
}

static void
begin_file(struct tree *tree, const char *name, const char *text)
{
	struct file *file = &tree->files[tree->count++];

	snprintf(file->name, sizeof(file->name), "%s", name);
	for (size_t i = 0; file->name[i]; i++) {
		file->name[i] = file->name[i] == '/' ? '_' : file->name[i];
	}
	file->text = text;
}

/* Cuts the bytes, which have a NUL behind them, into files. */
static void
fill_tree(struct tree *tree, char *text, size_t len)
{
	begin_file(tree, "a.policy", text);
	for (size_t i = 0; i < len; i++) {
		struct file *last = &tree->files[tree->count - 1];
		char *end = memchr(text + i, '\n', len - i);

		if (text[i] == BEGIN && end && tree->count < FILES_MAX) {
			*end = '\0';
			begin_file(tree, text + i + 1, end + 1);
			i = (size_t)(end - text);
		} else {
			last->len++;
		}
	}
}

static struct system_info *
make_info(void)
{
	struct system_info *info = system_info_create();

	system_info_set(info,
			&(struct system_qube){.name = "w",
					.tags = "t u",
					.uuid = "1",
					.default_dispvm = "b",
					.power_state = "Running"});
	system_info_set(info,
			&(struct system_qube){
					.name = "m", .default_dispvm = "gone"});
	system_info_set(info,
			&(struct system_qube){.name = "b",
					.tags = "t",
					.uuid = "2",
					.flags = SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS});
	system_info_set(info,
			&(struct system_qube){.name = "f",
					.class = "RemoteVM",
					.relayvm = "w",
					.transport_rpc = "x.Y"});
	return info;
}

/* What the index finds is what a look at one rule after the other finds. */
static void
check_index(const struct policy *policy, const struct match *match)
{
	uint32_t found = match_find(match, &policy->index);

	for (uint32_t i = 0; i < policy->rules.count; i++) {
		const struct rules_entry *entry = &policy->rules.entries[i];
		bool source = false;
		const uint32_t *numbers = match->source.more ? match->source.more
							     : match->source.few;

		for (size_t j = 0; j < match->source.count; j++) {
			source |= numbers[j] == entry->source;
		}
		if (source && match_has_target(match, entry->target) &&
				(entry->service == RULES_ALL ||
						entry->service == match->service) &&
				(entry->argument == RULES_ALL ||
						entry->argument ==
								match->argument)) {
			assert(found == i);
			return;
		}
	}
	assert(found == INDEX_NONE);
}

static void
check_verdict(const struct policy *policy, const struct system_info *info,
		const struct policy_request *request)
{
	struct policy_verdict verdict;
	struct match match = {0};
	char *reply;

	if (evaluate_prepare(policy, info, request, &match, &verdict)) {
		check_index(policy, &match);
	}
	match_finish(&match);
	policy_verdict_finish(&verdict);
	policy_evaluate(policy, info, request, &verdict);
	if (verdict.decision == POLICY_ASK) {
		char *target = xstrdup(verdict.targets[0]);

		policy_verdict_choose(&verdict, info, target);
		assert(verdict.decision != POLICY_ASK);
		free(target);
	}
	assert((verdict.decision == POLICY_DENY) == (verdict.reason != NULL));
	assert((verdict.decision == POLICY_ALLOW) == (verdict.target != NULL));
	reply = policy_verdict_reply(&verdict);
	assert(strstr(reply, "result="));
	free(reply);
	policy_verdict_finish(&verdict);
}

static void
ask_everything(const struct policy *policy)
{
	static const char *const sources[] = {"w", "m", "f", "other"};
	static const char *const targets[] = {"", "w", "m", "uuid:2", "f", "dom0",
			"@adminvm", "@dispvm", "@dispvm:b", "nobody", "@anyvm"};
	static const char *const arguments[] = {"+", "+x"};
	struct system_info *info = make_info();

	for (size_t i = 0; i < 4 * 11 * 2; i++) {
		struct policy_request request = {
				.service = "s",
				.argument = arguments[i % 2],
				.source = sources[i / 2 % 4],
				.target = targets[i / 8],
		};

		check_verdict(policy, info, &request);
	}
	system_info_destroy(info);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct policy_dir dir = {"top", false};
	static const struct policy_paths paths = {&dir, 1, "old"};
	struct tree files = {0};
	struct policy_tree tree = {tree_read, tree_list, tree_is_file, &files};
	struct err err = {0};
	struct policy *policy;
	char *text;

	if (size > 8192) {
		return 0;
	}
	text = xcalloc(1, size + 1);
	memcpy(text, data, size);
	fill_tree(&files, text, size);
	policy = policy_load_tree(&tree, &paths, NULL, NULL, &err);
	assert((policy == NULL) == (err.text[0] != '\0'));
	if (policy && policy_count_rules(policy) < 2000) {
		ask_everything(policy);
	}
	policy_destroy(policy);
	free(text);
	return 0;
}
