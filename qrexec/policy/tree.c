// SPDX-License-Identifier: MIT
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/mem.h"

/* One byte more than there should be, to see whether there is one. */
static int
read_all(int fd, size_t size, struct policy_file *file, struct err *err)
{
	ssize_t got = 1;

	file->text = calloc(1, size + 2);
	if (!file->text) {
		return err_set(err, "out of memory");
	}
	while (got > 0 && file->len <= size) {
		got = read(fd, file->text + file->len, size + 1 - file->len);
		if (got < 0 && errno == EINTR) {
			got = 1;
		} else if (got > 0) {
			file->len += (size_t)got;
		}
	}
	if (got >= 0 && file->len == size) {
		return 1;
	}
	if (got < 0) {
		err_set_errno(err, "cannot be read");
	} else {
		// half a rule may mean something else; whoever writes it will
		// be noticed once more
		err_set(err, "changed while it was read");
	}
	free(file->text);
	file->text = NULL;
	return -1;
}

static int
machine_read(void *user, const char *path, size_t max, struct policy_file *file,
		struct err *err)
{
	struct stat status;
	// a pipe would make us wait for a writer
	FD_SCOPED int fd =
			open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	*file = (struct policy_file){0};
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		return 0;
	}
	if (fd < 0 || fstat(fd, &status) < 0) {
		return err_set_errno(err, "cannot be opened");
	}
	if (!S_ISREG(status.st_mode)) {
		return 0;
	}
	if (status.st_size < 0 || (uint64_t)status.st_size > max) {
		return err_set(err, "has more than %zu bytes", max);
	}
	file->id.device = status.st_dev;
	file->id.number = status.st_ino;
	return read_all(fd, (size_t)status.st_size, file, err);
}

static bool
machine_is_file(void *user, const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static int
take_names(DIR *dir, size_t max, struct policy_names *names, struct err *err)
{
	struct dirent *entry;
	size_t cap = 64;

	names->names = xcalloc(cap, sizeof(char *));
	while ((entry = readdir(dir))) {
		if (names->count == max) {
			return err_set(err, "has more than %zu files", max);
		}
		if (names->count == cap) {
			char **more = xcalloc(cap * 2, sizeof(char *));

			memcpy(more, names->names, cap * sizeof(char *));
			free(names->names);
			names->names = more;
			cap *= 2;
		}
		names->names[names->count++] = xstrdup(entry->d_name);
	}
	return 1;
}

static int
machine_list(void *user, const char *path, size_t max,
		struct policy_names *names, struct err *err)
{
	DIR *dir = opendir(path);
	int result;

	*names = (struct policy_names){0};
	if (!dir && (errno == ENOENT || errno == ENOTDIR)) {
		return 0;
	}
	if (!dir) {
		return err_set_errno(err, "cannot be opened");
	}
	result = take_names(dir, max, names, err);
	closedir(dir);
	if (result < 0) {
		policy_names_finish(names);
		return -1;
	}
	policy_names_sort(names);
	return 1;
}

const struct policy_tree policy_tree_of_machine = {
		.read = machine_read,
		.list = machine_list,
		.is_file = machine_is_file,
};

void
policy_names_finish(struct policy_names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		free(names->names[i]);
	}
	free(names->names);
	*names = (struct policy_names){0};
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
policy_names_sort(struct policy_names *names)
{
	qsort(names->names, names->count, sizeof(char *), compare_names);
}
