// SPDX-License-Identifier: MIT
#include "compositor/config/config_read.h"

#include <stdlib.h>

#include "common/mem.h"
#include "common/str.h"

void
config_set_text(char **text, const char *value)
{
	free(*text);
	*text = xstrdup(value);
}

int
config_set_int(int *out, const char *key, const char *value, int min, int max,
		struct err *err)
{
	long number;

	if (!str_to_long(value, min, max, &number)) {
		return err_set(err, "%s must be a number from %d to %d", key,
				min, max);
	}
	*out = (int)number;
	return 0;
}

int
config_unknown_key(const char *section, const char *key, struct err *err)
{
	return err_set(err, "there is no key \"%s\" in [%s]", key, section);
}
