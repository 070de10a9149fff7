// SPDX-License-Identifier: MIT
#include "common/programs.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/mem.h"

static char *
try_dir(const char *dir, size_t len, const char *name)
{
	char *path = xformat("%.*s/%s", (int)len, dir, name);

	if (len > 0 && access(path, X_OK) == 0) {
		return path;
	}
	free(path);
	return NULL;
}

static char *
try_own_dir(const char *name)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (len < 0) {
		return NULL;
	}
	self[len] = '\0';
	slash = strrchr(self, '/');
	return slash ? try_dir(self, (size_t)(slash - self), name) : NULL;
}

char *
programs_find(const char *name)
{
	const char *dirs = getenv("LEADLIGHT_PROGRAMS");
	char *path = NULL;

	while (dirs && *dirs && !path) {
		size_t len = strcspn(dirs, ":");

		path = try_dir(dirs, len, name);
		dirs += len + (dirs[len] == ':');
	}
	return path ? path : try_own_dir(name);
}
