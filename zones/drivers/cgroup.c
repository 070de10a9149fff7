// SPDX-License-Identifier: MIT
#include "zones/drivers/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"

#define ROOT "/sys/fs/cgroup"

static bool
write_value(const char *dir, const char *name, const char *value)
{
	char path[PATH_MAX];
	FD_SCOPED int fd = -1;
	size_t len = strlen(value);

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	return fd >= 0 && write(fd, value, len) == (ssize_t)len;
}

static bool
write_number(const char *dir, const char *name, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	return write_value(dir, name, text);
}

static bool
read_value(const char *dir, const char *name, char *text, size_t size)
{
	char path[PATH_MAX];
	FD_SCOPED int fd = -1;
	ssize_t got;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	got = fd < 0 ? -1 : read(fd, text, size - 1);
	text[got > 0 ? got : 0] = '\0';
	return got >= 0;
}

static bool
has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at += len) {
		bool starts = at == text || at[-1] == ' ';

		if (starts &&
				(at[len] == ' ' || at[len] == '\n' ||
						at[len] == '\0')) {
			return true;
		}
	}
	return false;
}

static bool
has_controllers(const char *dir)
{
	char text[256];

	return read_value(dir, "cgroup.subtree_control", text, sizeof(text)) &&
			has_word(text, "memory") && has_word(text, "pids");
}

/* Can groups with limits be made in dir? The controllers can be switched on
 * only where no process sits. */
static bool
is_usable(const char *dir)
{
	if (access(dir, W_OK) < 0) {
		return false;
	}
	if (!has_controllers(dir)) {
		write_value(dir, "cgroup.subtree_control", "+memory +pids");
	}
	if (!has_controllers(dir)) {
		return false;
	}
	write_value(dir, "cgroup.subtree_control", "+cpu");
	return true;
}

/* This process' own group, as a path below ROOT. */
static bool
find_own(char *dir, size_t size)
{
	char text[PATH_MAX];
	const char *line;

	if (!read_value("/proc/self", "cgroup", text, sizeof(text))) {
		return false;
	}
	line = strncmp(text, "0::", 3) == 0 ? text : strstr(text, "\n0::");
	if (!line) {
		return false;
	}
	line += strspn(line, "\n0:");
	return snprintf(dir, size, ROOT "%.*s", (int)strcspn(line, "\n"), line) <
			(int)size;
}

/* The nearest group upwards in which qubes' groups can be made. */
static bool
find_parent(char *dir, size_t size)
{
	if (access(ROOT "/cgroup.controllers", R_OK) < 0 || !find_own(dir, size)) {
		return false;
	}
	while (strlen(dir) >= strlen(ROOT)) {
		size_t len = strlen(dir);

		if (dir[len - 1] == '/') {
			dir[len - 1] = '\0';
		} else if (is_usable(dir)) {
			return true;
		} else {
			*strrchr(dir, '/') = '\0';
		}
	}
	return false;
}

static bool
set_limits(const char *path, uint64_t memory, uint32_t processes)
{
	if (memory > 0) {
		if (!write_number(path, "memory.max", memory)) {
			return false;
		}
		/* Without swap the limit means what it says. */
		write_value(path, "memory.swap.max", "0");
	}
	return processes == 0 || write_number(path, "pids.max", processes);
}

bool
cgroup_create(struct cgroup *cgroup, const char *name, uint64_t memory,
		uint32_t processes, struct err *err)
{
	char parent[PATH_MAX];

	*cgroup = (struct cgroup){0};
	if (!find_parent(parent, sizeof(parent))) {
		err_set(err, "no cgroup v2 with memory and pids is writable");
		return false;
	}
	cgroup->path = xformat("%s/leadlight-%s", parent, name);
	if (mkdir(cgroup->path, 0755) < 0 && errno != EEXIST) {
		err_set_errno(err, "cannot make %s", cgroup->path);
		goto fail;
	}
	if (!set_limits(cgroup->path, memory, processes)) {
		err_set_errno(err, "cannot set limits in %s", cgroup->path);
		rmdir(cgroup->path);
		goto fail;
	}
	return true;
fail:
	free(cgroup->path);
	cgroup->path = NULL;
	return false;
}

int
cgroup_join(const struct cgroup *cgroup, struct err *err)
{
	if (cgroup->path && !write_value(cgroup->path, "cgroup.procs", "0")) {
		return err_set_errno(err, "cannot enter %s", cgroup->path);
	}
	return 0;
}

bool
cgroup_kill(const struct cgroup *cgroup)
{
	return cgroup->path && write_value(cgroup->path, "cgroup.kill", "1");
}

void
cgroup_finish(struct cgroup *cgroup)
{
	if (cgroup->path && rmdir(cgroup->path) < 0) {
		log_warn_errno("cannot remove %s", cgroup->path);
	}
	free(cgroup->path);
	cgroup->path = NULL;
}
