// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // O_DIRECTORY, O_NOFOLLOW
#include "qube/rpc/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/mem.h"
#include "common/str.h"
#include "protocols/filecopy/filecopy_wire.h"

#define SHOWN_MAX 192

struct walk {
	const struct tree_options *options; // borrowed
	tree_visit_fn visit;
	void *user;
	struct err *err; // may be NULL
	char name[FILECOPY_PATH_MAX]; // of the entry
	char target[FILECOPY_PATH_MAX + 1];
};

static int walk_entry(struct walk *walk, int dir, size_t leaf_at);

/* The name for a message: whatever is in it, it stays on its line. */
static int
fail(struct walk *walk, const char *what)
{
	char shown[SHOWN_MAX];
	int error = errno;

	str_escape(shown, sizeof(shown), walk->name, strlen(walk->name));
	errno = error;
	return err_set_errno(walk->err, "cannot %s \"%s\"", what, shown);
}

static int
walk_child(struct walk *walk, int dir, const char *leaf)
{
	size_t len = strlen(walk->name);
	int result;

	if (len + 1 + strlen(leaf) >= sizeof(walk->name)) {
		errno = ENAMETOOLONG;
		return fail(walk, "name all that is in");
	}
	walk->name[len] = '/';
	str_copy(walk->name + len + 1, sizeof(walk->name) - len - 1, leaf);
	result = walk_entry(walk, dir, len + 1);
	walk->name[len] = '\0';
	return result;
}

static int
walk_children(struct walk *walk, DIR *children)
{
	struct dirent *child;
	int result = 0;

	while (result == 0 && (errno = 0, child = readdir(children))) {
		const char *leaf = child->d_name;

		if (strcmp(leaf, ".") != 0 && strcmp(leaf, "..") != 0) {
			result = walk_child(walk, dirfd(children), leaf);
		}
	}
	return result == 0 && errno != 0 ? fail(walk, "read") : result;
}

static int
walk_dir(struct walk *walk, const struct tree_entry *entry)
{
	struct tree_entry again = *entry;
	int fd = openat(entry->dir, entry->leaf,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *children = fd < 0 ? NULL : fdopendir(fd);
	int result;

	if (!children) {
		result = fail(walk, "read");
		fd_close(&fd);
		return result;
	}
	result = walk_children(walk, children);
	closedir(children);
	again.leaving = true;
	return result < 0 ? result : walk->visit(&again, walk->user, walk->err);
}

static int
read_target(struct walk *walk, struct tree_entry *entry)
{
	ssize_t len = readlinkat(entry->dir, entry->leaf, walk->target,
			sizeof(walk->target));

	if (len >= 0 && (size_t)len == sizeof(walk->target)) {
		errno = ENAMETOOLONG;
		len = -1;
	}
	if (len < 0) {
		return fail(walk, "read the link");
	}
	walk->target[len] = '\0';
	entry->target = walk->target;
	entry->st.st_size = len;
	return 0;
}

/* The entry of walk->name; its last part begins at leaf_at. */
static int
walk_entry(struct walk *walk, int dir, size_t leaf_at)
{
	struct tree_entry entry = {.dir = dir,
			.leaf = walk->name + leaf_at,
			.name = walk->name};

	if (fstatat(dir, entry.leaf, &entry.st, AT_SYMLINK_NOFOLLOW) < 0) {
		return fail(walk, "read");
	}
	if (S_ISLNK(entry.st.st_mode)) {
		if (walk->options->skip_links) {
			return 0;
		}
		if (read_target(walk, &entry) < 0) {
			return -1;
		}
	} else if (!S_ISREG(entry.st.st_mode) && !S_ISDIR(entry.st.st_mode)) {
		return 0;
	}
	if (walk->visit(&entry, walk->user, walk->err) < 0) {
		return -1;
	}
	return S_ISDIR(entry.st.st_mode) ? walk_dir(walk, &entry) : 0;
}

/* Splits a path at its last part; slashes behind it do not count. */
static int
split(const char *path, char **dir, const char **leaf, size_t *leaf_len)
{
	size_t len = strlen(path);
	size_t at;

	while (len > 1 && path[len - 1] == '/') {
		len--;
	}
	for (at = len; at > 0 && path[at - 1] != '/'; at--) {
	}
	*leaf = path + at;
	*leaf_len = len - at;
	if (len == at || (*leaf_len <= 2 && memcmp("..", *leaf, *leaf_len) == 0) ||
			*leaf_len >= FILECOPY_PATH_MAX) {
		return -1;
	}
	*dir = at == 0 ? xstrdup(".") : xformat("%.*s", (int)at, path);
	return 0;
}

int
tree_walk(const char *path, const struct tree_options *options,
		tree_visit_fn visit, void *user, struct err *err)
{
	struct walk *walk;
	const char *leaf;
	size_t leaf_len;
	char *parent;
	int dir;
	int result;

	if (split(path, &parent, &leaf, &leaf_len) < 0) {
		return err_set(err,
				"\"%.100s\" has no name to send it by; name it "
				"from the folder it is in",
				path);
	}
	walk = xcalloc(1, sizeof(*walk));
	*walk = (struct walk){.options = options,
			.visit = visit,
			.user = user,
			.err = err};
	memcpy(walk->name, leaf, leaf_len);
	dir = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	result = dir < 0 ? fail(walk, "reach") : walk_entry(walk, dir, 0);
	fd_close(&dir);
	free(parent);
	free(walk);
	return result;
}
