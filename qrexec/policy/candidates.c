// SPDX-License-Identifier: MIT
#include "candidates.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"

#define SUFFIX ".policy"
#define IN_NAMES "abcdefghijklmnopqrstuvwxyz0123456789_.-"

static bool
has_suffix(const char *name)
{
	size_t len = strlen(name);
	size_t tail = strlen(SUFFIX);

	return name[0] != '.' && len > tail &&
			strcmp(name + len - tail, SUFFIX) == 0;
}

/* 1 if it is a policy file, 0 if it is none, -1 if it must not be one. */
static int
check(const struct policy_tree *tree, const char *dir, const char *name,
		struct err *err)
{
	char *path;
	int result = 0;

	if (!has_suffix(name)) {
		return 0;
	}
	path = xformat("%s/%s", dir, name);
	if (tree->is_file(tree->user, path)) {
		result = 1;
		if (name[strspn(name, IN_NAMES)]) {
			result = err_set(err,
					"the name of a policy file has only "
					"a-z, 0-9, _, . and -");
			err_wrap(err, "%s", path);
		}
	}
	free(path);
	return result;
}

static int
keep_candidates(const struct policy_tree *tree, const char *dir,
		struct policy_names *names, struct err *err)
{
	size_t kept = 0;
	int result = 0;

	for (size_t i = 0; i < names->count; i++) {
		int is = result < 0 ? 0 : check(tree, dir, names->names[i], err);

		if (is > 0) {
			names->names[kept++] = names->names[i];
		} else {
			free(names->names[i]);
		}
		result = is < 0 ? is : result;
	}
	names->count = kept;
	return result;
}

int
candidates_list(const struct policy_tree *tree, const char *dir, size_t max,
		struct policy_names *names, struct err *err)
{
	int result = tree->list(tree->user, dir, max, names, err);

	if (result < 0) {
		return err_wrap(err, "%s", dir);
	}
	if (result > 0 && keep_candidates(tree, dir, names, err) < 0) {
		policy_names_finish(names);
		return -1;
	}
	return result;
}

static bool
is_chosen(const struct candidates *chosen, size_t before, const char *name)
{
	for (size_t i = 0; i < before; i++) {
		if (strcmp(chosen->files[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

/* Adds those whose name no folder before had. */
static void
add(struct candidates *out, const char *dir, const struct policy_names *names)
{
	size_t before = out->count;
	struct candidate *files = xcalloc(before + names->count, sizeof(*files));

	for (size_t i = 0; i < before; i++) {
		files[i] = out->files[i];
	}
	free(out->files);
	out->files = files;
	for (size_t i = 0; i < names->count; i++) {
		if (!is_chosen(out, before, names->names[i])) {
			files[out->count++] = (struct candidate){
					xstrdup(names->names[i]), dir};
		}
	}
}

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct candidate *)a)->name,
			((const struct candidate *)b)->name);
}

int
candidates_choose(const struct policy_tree *tree,
		const struct policy_paths *paths, size_t max,
		struct candidates *out, struct err *err)
{
	size_t there = 0;

	*out = (struct candidates){0};
	for (size_t i = 0; i < paths->dir_count; i++) {
		const struct policy_dir *dir = &paths->dirs[i];
		struct policy_names names = {0};
		int result = candidates_list(tree, dir->path, max, &names, err);

		if (result == 0 && !dir->may_be_missing) {
			result = err_set(err, "%s: there is no such folder",
					dir->path);
		}
		if (result < 0) {
			candidates_finish(out);
			return -1;
		}
		there += (size_t)result;
		add(out, dir->path, &names);
		policy_names_finish(&names);
	}
	if (there == 0) {
		return err_set(err, "there is no folder of policies");
	}
	qsort(out->files, out->count, sizeof(*out->files), compare);
	return 0;
}

void
candidates_finish(struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++) {
		free(candidates->files[i].name);
	}
	free(candidates->files);
	*candidates = (struct candidates){0};
}
