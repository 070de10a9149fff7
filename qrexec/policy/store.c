// SPDX-License-Identifier: MIT
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "policy_set.h"
#include "remember.h"

struct policy_store {
	struct policy_paths paths;
	struct policy_dir *dirs; // owned: of paths
	char *compat_dir; // owned, may be NULL
	char *grants_dir; // owned, may be NULL
	char *answers_dir; // owned, may be NULL
	bool keep_last;
	struct policy *policy; // owned; NULL: everything is denied
	struct policy_grants *grants; // owned; NULL: there are none
	struct err problem;
	char **watched; // owned: folders
	size_t watched_count;
};

static char *
copy_text(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

struct policy_store *
policy_store_create(const struct policy_paths *paths, const char *grants_dir,
		bool keep_last)
{
	struct policy_store *store = xcalloc(1, sizeof(*store));

	store->dirs = xcalloc(paths->dir_count, sizeof(*store->dirs));
	for (size_t i = 0; i < paths->dir_count; i++) {
		store->dirs[i] = paths->dirs[i];
		store->dirs[i].path = xstrdup(paths->dirs[i].path);
	}
	store->compat_dir = copy_text(paths->compat_dir);
	store->grants_dir = copy_text(grants_dir);
	store->paths = (struct policy_paths){
			store->dirs, paths->dir_count, store->compat_dir};
	store->keep_last = keep_last;
	err_set(&store->problem, "no policy was read yet");
	return store;
}

void
policy_store_set_answers_dir(struct policy_store *store, const char *dir)
{
	free(store->answers_dir);
	store->answers_dir = xstrdup(dir);
}

static void
forget_watched(struct policy_store *store)
{
	for (size_t i = 0; i < store->watched_count; i++) {
		free(store->watched[i]);
	}
	free(store->watched);
	store->watched = NULL;
	store->watched_count = 0;
}

void
policy_store_destroy(struct policy_store *store)
{
	if (!store) {
		return;
	}
	forget_watched(store);
	policy_destroy(store->policy);
	policy_grants_destroy(store->grants);
	for (size_t i = 0; i < store->paths.dir_count; i++) {
		free((char *)store->dirs[i].path);
	}
	free(store->dirs);
	free(store->compat_dir);
	free(store->grants_dir);
	free(store->answers_dir);
	free(store);
}

static void
watch(void *user, const char *path)
{
	struct policy_store *store = user;
	char **more;

	for (size_t i = 0; i < store->watched_count; i++) {
		if (strcmp(store->watched[i], path) == 0) {
			return;
		}
	}
	more = xcalloc(store->watched_count + 1, sizeof(char *));
	for (size_t i = 0; i < store->watched_count; i++) {
		more[i] = store->watched[i];
	}
	free(store->watched);
	store->watched = more;
	store->watched[store->watched_count++] = xstrdup(path);
}

/* NULL with err set if a file of grants is broken. */
static struct policy_grants *
load_grants(const struct policy_store *store, struct err *err)
{
	const char *second = store->answers_dir;

	if (second && strcmp(second, store->grants_dir) == 0) {
		second = NULL;
	}
	return policy_grants_load(store->grants_dir, second, err);
}

static void
replace_grants(struct policy_store *store, struct policy_grants *grants)
{
	if (grants && store->grants) {
		policy_grants_inherit(grants, store->grants);
	}
	policy_grants_destroy(store->grants);
	store->grants = grants;
}

int
policy_store_reload(struct policy_store *store, struct err *err)
{
	struct err problem = {0};
	struct policy *policy;
	struct policy_grants *grants = NULL;

	forget_watched(store);
	if (store->grants_dir) {
		watch(store, store->grants_dir);
	}
	if (store->answers_dir) {
		watch(store, store->answers_dir);
	}
	policy = policy_load_tree(&policy_tree_of_machine, &store->paths, watch,
			store, &problem);
	if (policy && store->grants_dir) {
		grants = load_grants(store, &problem);
	}
	store->problem = problem;
	if (policy && (grants || !store->grants_dir)) {
		policy_destroy(store->policy);
		store->policy = policy;
		replace_grants(store, grants);
		return 0;
	}
	policy_destroy(policy);
	if (!store->keep_last) {
		// what was counted is kept for the next valid set
		policy_destroy(store->policy);
		store->policy = NULL;
	}
	return err_set(err, "%s", problem.text);
}

void
policy_store_set_keep_last(struct policy_store *store, bool keep_last)
{
	store->keep_last = keep_last;
}

const struct policy *
policy_store_get(const struct policy_store *store)
{
	return store->policy;
}

const char *
policy_store_get_problem(const struct policy_store *store)
{
	return store->problem.text;
}

static void
narrow(struct policy_store *store, const struct system_info *info,
		const struct policy_now *now, struct policy_verdict *verdict,
		struct policy_limits *limits)
{
	*limits = (struct policy_limits){0};
	if (store->grants) {
		policy_grants_narrow(store->grants, info, now, verdict, limits);
	}
}

void
policy_store_evaluate(struct policy_store *store, const struct system_info *info,
		const struct policy_request *request,
		const struct policy_now *now, struct policy_verdict *verdict,
		struct policy_limits *limits)
{
	policy_evaluate(store->policy, info, request, verdict);
	if (store->grants) {
		policy_grants_answer(store->grants, info, now, verdict);
	}
	narrow(store, info, now, verdict, limits);
}

void
policy_store_choose(struct policy_store *store, const struct system_info *info,
		struct policy_verdict *verdict, const char *target,
		const struct policy_now *now, struct policy_limits *limits)
{
	policy_verdict_choose(verdict, info, target);
	narrow(store, info, now, verdict, limits);
}

bool
policy_store_can_remember(const struct policy_store *store,
		const struct system_info *info,
		const struct policy_verdict *verdict)
{
	char *text = store->grants && store->answers_dir
			? remember_format(verdict, info, 1)
			: NULL;

	free(text);
	return text != NULL;
}

int
policy_store_remember(struct policy_store *store, const struct system_info *info,
		const struct policy_verdict *verdict, uint32_t seconds,
		const struct policy_now *now, struct err *err)
{
	char *text = remember_format(verdict, info, now->unix_sec + seconds);
	struct policy_grants *grants;
	int result;

	if (!store->grants || !store->answers_dir || !text ||
			seconds > REMEMBER_SECONDS_MAX) {
		free(text);
		return err_set(err, "this answer cannot be remembered");
	}
	result = remember_write(store->answers_dir, text, store->grants,
			now->unix_sec, err);
	free(text);
	if (result < 0) {
		return -1;
	}
	grants = load_grants(store, err);
	if (!grants) {
		return -1;
	}
	replace_grants(store, grants);
	return 0;
}

bool
policy_store_answer(struct policy_store *store, const struct system_info *info,
		const struct policy_now *now, struct policy_verdict *verdict,
		struct policy_limits *limits)
{
	if (store->grants) {
		policy_grants_answer(store->grants, info, now, verdict);
	}
	if (verdict->decision == POLICY_ASK) {
		return false;
	}
	narrow(store, info, now, verdict, limits);
	return true;
}

const char *
policy_store_spend(struct policy_store *store, const struct policy_limits *limits,
		uint64_t bytes, int64_t now_msec)
{
	return store->grants ? policy_grants_spend(store->grants, limits, bytes,
					       now_msec)
			     : NULL;
}

void
policy_store_for_each_dir(const struct policy_store *store,
		void (*fn)(void *user, const char *path), void *user)
{
	for (size_t i = 0; i < store->watched_count; i++) {
		fn(user, store->watched[i]);
	}
}
