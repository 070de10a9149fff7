// SPDX-License-Identifier: MIT
#include "zones/service/qube_names.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

#include "common/log.h"
#include "common/str.h"
#include "protocols/zone/zone_msg.h"

/* The name in this entry; false if there is none. */
static bool
read_name(const char *entry, size_t len, char name[ZONE_NAME_SIZE])
{
	if (len >= ZONE_NAME_SIZE) {
		return false;
	}
	str_copy(name, len + 1, entry);
	return str_is_qube_name(name);
}

size_t
qube_names_each(const char *dir, const char *suffix, qube_names_fn fn, void *user)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;
	size_t tail = strlen(suffix);
	size_t bad = 0;

	while (stream && (entry = readdir(stream))) {
		size_t len = strlen(entry->d_name);
		char name[ZONE_NAME_SIZE];

		if (entry->d_name[0] == '.' || len <= tail ||
				strcmp(entry->d_name + len - tail, suffix) != 0) {
			continue;
		}
		if (read_name(entry->d_name, len - tail, name)) {
			fn(user, name);
		} else {
			log_err("%s/%s: not the name of a qube: 1 to %d "
				"letters, digits and _-., first a letter",
					dir, entry->d_name, ZONE_NAME_SIZE - 1);
			bad++;
		}
	}
	if (stream) {
		closedir(stream);
	}
	return bad;
}
