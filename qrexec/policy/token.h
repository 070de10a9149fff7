// SPDX-License-Identifier: MIT
/* The words of a policy that stand for qubes. Pure. */
#ifndef QREXEC_POLICY_TOKEN_H
#define QREXEC_POLICY_TOKEN_H

#include "common/err.h"

/* Where a word stands. */
enum policy_column {
	POLICY_COLUMN_SOURCE = 1 << 0,
	POLICY_COLUMN_TARGET = 1 << 1,
	POLICY_COLUMN_REDIRECT = 1 << 2, // target=, default_target=
	POLICY_COLUMN_REQUEST = 1 << 3, // what a qube asks for
};

enum policy_token_kind {
	POLICY_TOKEN_NAME, // of a qube, or "uuid:" and its uuid
	POLICY_TOKEN_ALL, // *
	POLICY_TOKEN_ANYVM,
	POLICY_TOKEN_ADMINVM,
	POLICY_TOKEN_DEFAULT,
	POLICY_TOKEN_TYPE,
	POLICY_TOKEN_TAG,
	POLICY_TOKEN_DISPVM,
	POLICY_TOKEN_DISPVM_OF, // @dispvm:NAME
	POLICY_TOKEN_DISPVM_TAG, // @dispvm:@tag:TAG
};

struct policy_token {
	enum policy_token_kind kind;
	const char *value; // borrowed: what stands behind the prefix, or all
};

/* What the word means in this column; out borrows from it. -1 with err set if
 * it cannot stand there. */
int policy_token_parse(const char *word, enum policy_column column,
		struct policy_token *out, struct err *err);

#endif
