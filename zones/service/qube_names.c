// SPDX-License-Identifier: MIT
#include "zones/service/qube_names.h"

#include <dirent.h>
#include <string.h>

#include "common/str.h"
#include "protocols/zone/zone_msg.h"

void
qube_names_each(const char *dir, const char *suffix, qube_names_fn fn, void *user)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;
	size_t tail = strlen(suffix);

	while (stream && (entry = readdir(stream))) {
		size_t len = strlen(entry->d_name);
		char name[ZONE_NAME_SIZE];

		if (len <= tail || len - tail >= sizeof(name) ||
				strcmp(entry->d_name + len - tail, suffix) != 0) {
			continue;
		}
		str_copy(name, len - tail + 1, entry->d_name);
		if (str_is_qube_name(name)) {
			fn(user, name);
		}
	}
	if (stream) {
		closedir(stream);
	}
}
