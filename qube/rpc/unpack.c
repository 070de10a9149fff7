// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // O_TMPFILE, O_PATH
#include "qube/rpc/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "common/fd.h"
#include "qube/rpc/stream.h"

#define DIR_FLAGS (O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

void
unpack_init(struct unpack *unpack, int root)
{
	*unpack = (struct unpack){.root = root, .file = -1, .dir = -1};
	unpack->fds = open("/proc/self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

void
unpack_finish(struct unpack *unpack)
{
	if (unpack->file >= 0 && unpack->named) {
		unlinkat(unpack->dir, unpack->leaf, 0);
	}
	fd_close(&unpack->file);
	fd_close(&unpack->dir);
	fd_close(&unpack->fds);
}

/* The directory of that path below root. -1 with errno set. */
static int
open_dir(int root, const char *path)
{
	int dir = openat(root, ".", O_PATH | DIR_FLAGS);

	while (dir >= 0 && *path) {
		size_t len = strcspn(path, "/");
		char part[NAME_MAX + 1];
		int next = -1;

		if (len > NAME_MAX) {
			errno = ENAMETOOLONG;
		} else {
			memcpy(part, path, len);
			part[len] = '\0';
			next = openat(dir, part, O_PATH | DIR_FLAGS);
		}
		fd_close(&dir);
		dir = next;
		path += len;
		path += *path == '/';
	}
	return dir;
}

/* Makes dir the directory that an entry lies in; most lie beside the one
 * before. *leaf is set to the last component. Returns 0 or an errno. */
static int
enter(struct unpack *unpack, const char *name, const char **leaf)
{
	const char *slash = strrchr(name, '/');
	size_t len = slash ? (size_t)(slash - name) : 0;

	*leaf = slash ? slash + 1 : name;
	if (unpack->dir >= 0 && strlen(unpack->dir_name) == len &&
			memcmp(unpack->dir_name, name, len) == 0) {
		return 0;
	}
	memcpy(unpack->dir_name, name, len);
	unpack->dir_name[len] = '\0';
	fd_close(&unpack->dir);
	unpack->dir = open_dir(unpack->root, unpack->dir_name);
	return unpack->dir < 0 ? errno : 0;
}

/* Times, and for all but links the permissions: of those only the usual ones,
 * no set-user-id. */
static int
set_attributes(int fd, const struct filecopy_header *header)
{
	const struct timespec times[2] = {
			{header->atime, (long)header->atime_nsec},
			{header->mtime, (long)header->mtime_nsec},
	};

	if (fchmod(fd, header->mode & 0777) < 0) {
		return errno;
	}
	return futimens(fd, times) < 0 ? errno : 0;
}

/* A directory comes twice: it gets its permissions the second time, so that
 * what is in it can be made though it may be read-only. */
static int
make_dir(int dir, const char *leaf, const struct filecopy_header *header)
{
	int fd;
	int error;

	if (mkdirat(dir, leaf, 0700) == 0) {
		return 0;
	}
	if (errno != EEXIST) {
		return errno;
	}
	fd = openat(dir, leaf, O_RDONLY | DIR_FLAGS);
	if (fd < 0) {
		return errno;
	}
	error = set_attributes(fd, header);
	fd_close(&fd);
	return error;
}

static bool
is_there(int dir, const char *leaf)
{
	struct stat st;

	return fstatat(dir, leaf, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Without a name at first, if the file system can. */
static int
open_file(struct unpack *unpack)
{
	int fd = -1;

	unpack->named = false;
	if (unpack->fds >= 0) {
		fd = openat(unpack->dir, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC,
				0600);
	}
	if (fd >= 0 ||
			(unpack->fds >= 0 && errno != EOPNOTSUPP &&
					errno != EISDIR && errno != ENOENT &&
					errno != EINVAL)) {
		return fd;
	}
	fd = openat(unpack->dir, unpack->leaf,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			0000);
	unpack->named = fd >= 0;
	return fd;
}

/* Waits until the file fits and the spare bytes remain. */
static int
wait_for_space(const struct unpack *unpack, uint64_t size)
{
	const struct timespec second = {.tv_sec = 1};
	struct statvfs fs;

	while (unpack->spare > 0) {
		if (fstatvfs(unpack->file, &fs) < 0) {
			return errno;
		}
		if (fs.f_bavail * fs.f_frsize >= unpack->spare &&
				fs.f_bavail * fs.f_frsize - unpack->spare >=
						size) {
			break;
		}
		nanosleep(&second, NULL);
	}
	return 0;
}

static int
begin_file(struct unpack *unpack, const char *leaf, uint64_t size)
{
	if (is_there(unpack->dir, leaf)) {
		return EEXIST;
	}
	unpack->leaf = leaf;
	unpack->file = open_file(unpack);
	return unpack->file < 0 ? errno : wait_for_space(unpack, size);
}

int
unpack_entry(struct unpack *unpack, const struct filecopy_reader *reader)
{
	const struct filecopy_header *header = &reader->header;
	const char *leaf;
	int error = enter(unpack, reader->name, &leaf);

	if (error) {
		return error;
	}
	switch (header->mode & FILECOPY_TYPE) {
	case FILECOPY_FILE:
		return begin_file(unpack, leaf, header->size);
	case FILECOPY_LINK:
		return symlinkat(reader->target, unpack->dir, leaf) < 0 ? errno
									: 0;
	default:
		return make_dir(unpack->dir, leaf, header);
	}
}

int
unpack_data(struct unpack *unpack, const void *data, size_t len)
{
	return stream_write(unpack->file, data, len) ? 0 : errno;
}

static int
give_name(struct unpack *unpack)
{
	char number[16];

	if (unpack->named) {
		return 0;
	}
	snprintf(number, sizeof(number), "%d", unpack->file);
	return linkat(unpack->fds, number, unpack->dir, unpack->leaf,
			       AT_SYMLINK_FOLLOW) < 0
			? errno
			: 0;
}

int
unpack_file_end(struct unpack *unpack, const struct filecopy_reader *reader)
{
	int error = set_attributes(unpack->file, &reader->header);

	if (!error) {
		error = give_name(unpack);
	}
	if (!error) {
		fd_close(&unpack->file);
	}
	return error;
}
