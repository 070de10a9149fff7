// SPDX-License-Identifier: MIT
#include <string.h>

#include "common/str.h"
#include "compositor/config/config.h"
#include "compositor/config/config_read.h"

int
config_read_lock(struct config *config, const char *key, const char *value,
		struct err *err)
{
	if (strcmp(key, "at-start") == 0) {
		config_set_text(&config->places.lock, config->reading);
		return str_to_bool(value, &config->lock_at_start)
				? 0
				: err_set(err, "at-start must be yes or no");
	}
	return config_unknown_key("lock", key, err);
}
