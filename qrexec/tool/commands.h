// SPDX-License-Identifier: MIT
/* What leadlight-policy can be told to do. Results go to standard output,
 * complaints to standard error. */
#ifndef QREXEC_TOOL_COMMANDS_H
#define QREXEC_TOOL_COMMANDS_H

#include <stdbool.h>

#include "qrexec/policy/policy.h"

#define COMMANDS_DIRS_MAX 8

struct commands_options {
	struct policy_paths paths;
	struct policy_dir dirs[COMMANDS_DIRS_MAX];
	const char *grants_dir;
	const char *answers_dir; // NULL: the one of this user
	const char *qubes; // file or folder; may be NULL
	const char *as; // may be NULL
	const char *socket; // may be NULL
	bool batch;
};

void commands_init(struct commands_options *options);

/* A folder instead of the usual ones. False with a message if there are too
 * many. */
bool commands_add_dir(struct commands_options *options, const char *path);

/* Runs the command that the words name. Its exit status: 0 yes, 1 no, 2 it
 * cannot be said; -1 if the words are no command. */
int commands_run(const struct commands_options *options, int count,
		char *const words[]);

#endif
