// SPDX-License-Identifier: MIT
/* INI files by inih, with file and line in every error. */
#ifndef COMMON_INI_FILE_H
#define COMMON_INI_FILE_H

#include <stdbool.h>

#include "common/err.h"

/* Where a key stands. Valid during the call only. */
struct ini_file_place {
	const char *file;
	int line;
};

/* One key. Returns 0, or sets err (without the place, which is added) and
 * returns -1 to end the reading. Text is valid during the call only. */
typedef int (*ini_file_key_fn)(void *user, const struct ini_file_place *place,
		const char *section, const char *key, const char *value,
		struct err *err);

/* Reads one file, calling fn for each key in order. -1 with err set to
 * "path:line: what is wrong" on the first problem. */
int ini_file_read(const char *path, ini_file_key_fn fn, void *user,
		struct err *err);

/* Reads text in memory; name stands for the path in errors. */
int ini_file_read_text(const char *name, const char *text, ini_file_key_fn fn,
		void *user, struct err *err);

/* Reads path if it exists, then each DIR/NAME ending in suffix (such as
 * ".conf"), in byte order of the names. dir may be NULL or missing. */
int ini_file_read_all(const char *path, const char *dir, const char *suffix,
		ini_file_key_fn fn, void *user, struct err *err);

#endif
