// SPDX-License-Identifier: MIT
#include "common/state_dir.h"

#include <stdlib.h>

#include "common/mem.h"

char *
state_dir_find(void)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if (state && state[0] == '/') {
		return xformat("%s/leadlight", state);
	}
	return home && home[0] == '/'
			? xformat("%s/.local/state/leadlight", home)
			: NULL;
}
