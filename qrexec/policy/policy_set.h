// SPDX-License-Identifier: MIT
/* A loaded policy from inside. */
#ifndef QREXEC_POLICY_POLICY_SET_H
#define QREXEC_POLICY_POLICY_SET_H

#include "qrexec/policy/index.h"
#include "qrexec/policy/policy.h"
#include "qrexec/policy/rules.h"
#include "qrexec/policy/tree.h"

struct policy {
	struct rules rules;
	struct index index;
};

/* As policy_load(), of any tree. dir, which may be NULL, hears of each folder
 * in which a change can change the policy, also when loading fails. */
struct policy *policy_load_tree(const struct policy_tree *tree,
		const struct policy_paths *paths,
		void (*dir)(void *user, const char *path), void *user,
		struct err *err);

#endif
