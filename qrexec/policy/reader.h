// SPDX-License-Identifier: MIT
/*
 * Reads policy files with all they include and hands over one rule after the
 * other, in the order in which they count. What is read is bounded.
 */
#ifndef QREXEC_POLICY_READER_H
#define QREXEC_POLICY_READER_H

#include <stddef.h>

#include "common/err.h"
#include "qrexec/policy/policy.h"
#include "qrexec/policy/rule.h"
#include "qrexec/policy/tree.h"

/* What no set of files may pass. */
#define POLICY_FILE_BYTES_MAX (8u << 20)
#define POLICY_ALL_BYTES_MAX (32u << 20)
#define POLICY_FILES_MAX 4096u
#define POLICY_RULES_MAX 500000u
#define POLICY_DEPTH_MAX 16u

struct policy_reader_events {
	/* The next rule; its texts are valid during the call only. line is 0
	 * for a rule that stands in no file but follows from one. */
	void (*rule)(void *user, const struct policy_rule *rule,
			const char *file, unsigned int line);
	/* A folder in which a change can change the policy. May be NULL. */
	void (*dir)(void *user, const char *path);
};

/* -1 with err set to "file:line: reason" on the first problem. */
int policy_reader_read(const struct policy_tree *tree,
		const struct policy_paths *paths,
		const struct policy_reader_events *events, void *user,
		struct err *err);

/* Reads one text that can include nothing. */
int policy_reader_read_text(const char *name, const char *text,
		const struct policy_reader_events *events, void *user,
		struct err *err);

#endif
