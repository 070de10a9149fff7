// SPDX-License-Identifier: MIT
/* What a person can choose from when a rule says ask. */
#ifndef QREXEC_POLICY_ASK_H
#define QREXEC_POLICY_ASK_H

#include <stddef.h>
#include <stdint.h>

#include "qrexec/policy/match.h"

struct ask_choice {
	char **targets; // owned, disposables first, each by name
	size_t count;
};

/* All that the rules allow source (by its name) to ask for. */
void ask_collect(struct ask_choice *choice, const struct match *match,
		const struct index *index, const struct rules *rules,
		const struct system_info *info, const char *source);

#endif
