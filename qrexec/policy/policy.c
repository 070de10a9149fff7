// SPDX-License-Identifier: MIT
#include "policy.h"

#include <stdlib.h>

#include "common/mem.h"
#include "policy_set.h"
#include "reader.h"

/* While rules are read. */
struct loading {
	struct policy *policy;
	void (*dir)(void *user, const char *path); // may be NULL
	void *user;
};

static const struct policy_dir default_dirs[] = {
		{"/run/qubes/policy.d", true},
		{"/etc/qubes/policy.d", true},
		{POLICY_DATA_DIR, false},
};

const struct policy_paths policy_default_paths = {
		.dirs = default_dirs,
		.dir_count = sizeof(default_dirs) / sizeof(default_dirs[0]),
		.compat_dir = "/etc/qubes-rpc/policy",
};

static void
handle_rule(void *user, const struct policy_rule *rule, const char *file,
		unsigned int line)
{
	struct loading *loading = user;

	rules_add(&loading->policy->rules, rule, file, line);
}

static void
handle_dir(void *user, const char *path)
{
	struct loading *loading = user;

	if (loading->dir) {
		loading->dir(loading->user, path);
	}
}

static const struct policy_reader_events reading = {
		.rule = handle_rule,
		.dir = handle_dir,
};

static struct policy *
create(void)
{
	struct policy *policy = xcalloc(1, sizeof(*policy));

	rules_init(&policy->rules);
	return policy;
}

/* The whole set or nothing. */
static struct policy *
finish_loading(struct policy *policy, int result)
{
	if (result < 0) {
		policy_destroy(policy);
		return NULL;
	}
	index_init(&policy->index, &policy->rules);
	return policy;
}

struct policy *
policy_load_tree(const struct policy_tree *tree, const struct policy_paths *paths,
		void (*dir)(void *user, const char *path), void *user,
		struct err *err)
{
	struct policy *policy = create();
	struct loading loading = {policy, dir, user};
	int result = policy_reader_read(tree, paths, &reading, &loading, err);

	return finish_loading(policy, result);
}

struct policy *
policy_load(const struct policy_paths *paths, struct err *err)
{
	return policy_load_tree(&policy_tree_of_machine, paths, NULL, NULL, err);
}

struct policy *
policy_load_text(const char *name, const char *text, struct err *err)
{
	struct policy *policy = create();
	struct loading loading = {.policy = policy};
	int result = policy_reader_read_text(name, text, &reading, &loading, err);

	return finish_loading(policy, result);
}

void
policy_destroy(struct policy *policy)
{
	if (!policy) {
		return;
	}
	index_finish(&policy->index);
	rules_finish(&policy->rules);
	free(policy);
}

size_t
policy_count_rules(const struct policy *policy)
{
	return policy->rules.count;
}

size_t
policy_count_files(const struct policy *policy)
{
	return policy->rules.file_count;
}
