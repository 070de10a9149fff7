// SPDX-License-Identifier: MIT
#include "zones/keeper/run_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/mem.h"

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define DEPTH_MAX 32
#define OLD "run.old"

static int remove_at(int parent_fd, const char *name, int depth);

static int
remove_content(int fd, int depth)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;
	int result = 0;

	if (!dir) {
		close(fd);
		return -1;
	}
	while ((entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") != 0 &&
				strcmp(entry->d_name, "..") != 0 &&
				remove_at(dirfd(dir), entry->d_name, depth) < 0) {
			result = -1;
		}
	}
	closedir(dir);
	return result;
}

static int
remove_at(int parent_fd, const char *name, int depth)
{
	int fd;

	if (unlinkat(parent_fd, name, 0) == 0 || errno == ENOENT) {
		return 0;
	}
	if (depth == DEPTH_MAX) {
		return -1;
	}
	fd = openat(parent_fd, name, DIR_FLAGS);
	if (fd < 0 || remove_content(fd, depth + 1) < 0) {
		return -1;
	}
	return unlinkat(parent_fd, name, AT_REMOVEDIR);
}

int
run_dir_remove_tree(int parent_fd, const char *name)
{
	return remove_at(parent_fd, name, 0);
}

/* What earlier starts put out of the way. */
static void
remove_old(int parent_fd)
{
	int fd = openat(parent_fd, ".", DIR_FLAGS);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!dir) {
		fd_close(&fd);
		return;
	}
	while ((entry = readdir(dir))) {
		if (strncmp(entry->d_name, OLD, strlen(OLD)) == 0) {
			run_dir_remove_tree(parent_fd, entry->d_name);
		}
	}
	closedir(dir);
}

/* A qube may have left what we are not allowed to remove (files of its own
 * ids): then it is put out of the way, and tried again at each later start. */
static int
clear_place(int parent_fd, struct err *err)
{
	char name[32];

	remove_old(parent_fd);
	if (run_dir_remove_tree(parent_fd, "run") == 0) {
		return 0;
	}
	if (renameat(parent_fd, "run", parent_fd, OLD) == 0) {
		return 0;
	}
	snprintf(name, sizeof(name), OLD ".%ld", (long)getpid());
	if (renameat(parent_fd, "run", parent_fd, name) < 0) {
		return err_set_errno(err, "cannot clear the run directory");
	}
	return 0;
}

static int
make_dir(const char *path, mode_t mode, struct err *err)
{
	if (mkdir(path, mode) < 0 || chmod(path, mode) < 0) {
		return err_set_errno(err, "cannot make %s", path);
	}
	return 0;
}

int
run_dir_init(struct run_dir *dir, const char *parent, struct err *err)
{
	FD_SCOPED int parent_fd = open(parent, DIR_FLAGS);

	*dir = (struct run_dir){
			.path = xformat("%s/run", parent),
			.vchan_path = xformat("%s/run/vchan", parent),
			.arena_path = xformat("%s/run/arena.sock", parent),
			.vchan_fd = -1,
	};
	if (parent_fd < 0) {
		return err_set_errno(err, "cannot open %s", parent);
	}
	if (clear_place(parent_fd, err) < 0 ||
			make_dir(dir->path, 0755, err) < 0 ||
			make_dir(dir->vchan_path, 0777, err) < 0) {
		return -1;
	}
	dir->vchan_fd = open(dir->vchan_path, DIR_FLAGS);
	if (dir->vchan_fd < 0) {
		return err_set_errno(err, "cannot open %s", dir->vchan_path);
	}
	return 0;
}

void
run_dir_finish(struct run_dir *dir)
{
	free(dir->path);
	free(dir->vchan_path);
	free(dir->arena_path);
	fd_close(&dir->vchan_fd);
	*dir = (struct run_dir){.vchan_fd = -1};
}
