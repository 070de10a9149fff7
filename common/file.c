// SPDX-License-Identifier: MIT
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/mem.h"

static bool
write_all(int fd, const uint8_t *data, size_t len)
{
	while (len > 0) {
		ssize_t written = write(fd, data, len);

		if (written < 0 && errno == EINTR) {
			continue;
		}
		if (written < 0) {
			return false;
		}
		data += written;
		len -= (size_t)written;
	}
	return fsync(fd) == 0;
}

static bool
write_new(const char *path, const void *data, size_t len, mode_t mode)
{
	FD_SCOPED int fd = open(path,
			O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
			mode);

	return fd >= 0 && write_all(fd, data, len);
}

/* So that the new name survives a crash of the machine too. */
static void
sync_dir_of(const char *path)
{
	char *dir = xstrdup(path);
	char *slash = strrchr(dir, '/');
	FD_SCOPED int fd = -1;

	if (slash) {
		slash[1] = '\0';
	}
	fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
	}
	free(dir);
}

int
file_write_whole(const char *path, const void *data, size_t len, mode_t mode,
		struct err *err)
{
	char *temporary = xformat("%s.new", path);
	int result = 0;

	if (!write_new(temporary, data, len, mode) ||
			rename(temporary, path) < 0) {
		result = err_set_errno(err, "cannot write %s", path);
		unlink(temporary);
	} else {
		sync_dir_of(path);
	}
	free(temporary);
	return result;
}

char *
file_read_text(const char *path, size_t max)
{
	FILE *file = fopen(path, "re");
	char *text;
	size_t len;

	if (!file) {
		return NULL;
	}
	text = xcalloc(1, max + 2);
	len = fread(text, 1, max + 1, file);
	if (ferror(file) || len > max) {
		errno = ferror(file) ? EIO : EFBIG;
		free(text);
		text = NULL;
	} else {
		text[len] = '\0';
	}
	fclose(file);
	return text;
}

int
file_make_dirs(const char *path, mode_t mode, struct err *err)
{
	char *part = xstrdup(path);
	char *at = part;
	int result = 0;

	do {
		at += strspn(at, "/");
		at += strcspn(at, "/");
		char kept = *at;

		*at = '\0';
		if (mkdir(part, mode) < 0 && errno != EEXIST) {
			result = err_set_errno(err, "cannot make %s", part);
		}
		*at = kept;
	} while (*at != '\0' && result == 0);
	free(part);
	return result;
}

bool
file_is_dir(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}
