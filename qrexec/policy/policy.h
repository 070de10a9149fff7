// SPDX-License-Identifier: MIT
/*
 * Policy files in the grammar of Qubes 4.1 and later, read as a whole and then
 * asked about calls: leadlight-policy(5). No event loop in here, and no state
 * but the rules; a loaded policy never changes.
 */
#ifndef QREXEC_POLICY_POLICY_H
#define QREXEC_POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "qrexec/policy/system_info.h"
#include "qrexec/policy/verdict.h"

struct policy;

/* A folder of policy files. */
struct policy_dir {
	const char *path;
	bool may_be_missing; // else a missing folder is an error
};

struct policy_paths {
	// in order of priority: of files with the same name in several folders
	// only that of the first one is read
	const struct policy_dir *dirs;
	size_t dir_count;
	const char *compat_dir; // what !compat-4.0 reads; may be NULL
};

/* The folders that are read unless somebody says otherwise. */
extern const struct policy_paths policy_default_paths;

/* And that of grants. */
#define POLICY_GRANTS_DIR "/etc/leadlight/grants.d"

/* Reads all files. The whole set or nothing: NULL with err set to
 * "file:line: reason" if anything at all is wrong. paths is not kept. */
struct policy *policy_load(const struct policy_paths *paths, struct err *err);

/* The same with one file's text in memory, which cannot include others; name
 * stands for the file in errors. */
struct policy *policy_load_text(
		const char *name, const char *text, struct err *err);

/* NULL is allowed. */
void policy_destroy(struct policy *policy);

/* How many rules and files there are. */
size_t policy_count_rules(const struct policy *policy);
size_t policy_count_files(const struct policy *policy);

/* One call as a qube asked for it. All texts are borrowed, and may be hostile.
 */
struct policy_request {
	const char *service; // without argument
	const char *argument; // begins with "+", just that if there is none
	const char *source; // which qube asks, known from its connection
	const char *target; // as given by it; NULL or "" stands for @default
	const char *requested_source; // or NULL, or "": no other than source
};

/* Decides. Fills verdict, which policy_verdict_finish() frees; nothing in it
 * refers to the policy, to the info or to the request. policy may be NULL:
 * everything is denied. For a call from dom0 nobody needs to ask. */
void policy_evaluate(const struct policy *policy, const struct system_info *info,
		const struct policy_request *request,
		struct policy_verdict *verdict);

#endif
