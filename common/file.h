// SPDX-License-Identifier: MIT
/* Small files read and written as a whole. */
#ifndef COMMON_FILE_H
#define COMMON_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/err.h"

/* Replaces the file at path by these bytes: after a crash at any moment either
 * the old or the new content is there. -1 with err set on failure. */
int file_write_whole(const char *path, const void *data, size_t len,
		mode_t mode, struct err *err);

/* Reads a text file of at most max bytes. Returns the text (NUL added, the
 * caller's), or NULL with errno set (EFBIG if it is longer). */
char *file_read_text(const char *path, size_t max);

/* Makes the directory and those above it that are missing, each with this
 * mode. -1 with err set on failure. */
int file_make_dirs(const char *path, mode_t mode, struct err *err);

/* Whether path is a directory, or a link to one. */
bool file_is_dir(const char *path);

#endif
