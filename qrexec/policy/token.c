// SPDX-License-Identifier: MIT
#include "token.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define S POLICY_COLUMN_SOURCE
#define T POLICY_COLUMN_TARGET
#define R POLICY_COLUMN_REDIRECT
#define Q POLICY_COLUMN_REQUEST

struct form {
	const char *text;
	enum policy_token_kind kind;
	int columns; // bitmask of enum policy_column
	bool prefix; // a value follows
};

/* The longer prefix comes first. */
static const struct form forms[] = {
		{"*", POLICY_TOKEN_ALL, S | T, false},
		{"@anyvm", POLICY_TOKEN_ANYVM, S | T, false},
		{"@adminvm", POLICY_TOKEN_ADMINVM, S | T | R | Q, false},
		{"@default", POLICY_TOKEN_DEFAULT, T | Q, false},
		{"@dispvm", POLICY_TOKEN_DISPVM, T | R | Q, false},
		{"@type:", POLICY_TOKEN_TYPE, S | T, true},
		{"@tag:", POLICY_TOKEN_TAG, S | T, true},
		{"@dispvm:@tag:", POLICY_TOKEN_DISPVM_TAG, S | T, true},
		{"@dispvm:", POLICY_TOKEN_DISPVM_OF, S | T | R | Q, true},
};

static const char *
column_name(enum policy_column column)
{
	switch (column) {
	case POLICY_COLUMN_SOURCE:
		return "as a source";
	case POLICY_COLUMN_TARGET:
		return "as a target";
	case POLICY_COLUMN_REDIRECT:
		return "after target= or default_target=";
	case POLICY_COLUMN_REQUEST:
		break;
	}
	return "as what is called";
}

static bool
is_form(const struct form *form, const char *word)
{
	size_t len = strlen(form->text);

	if (!form->prefix) {
		return strcmp(form->text, word) == 0;
	}
	return strncmp(form->text, word, len) == 0 && word[len] != '@';
}

int
policy_token_parse(const char *word, enum policy_column column,
		struct policy_token *out, struct err *err)
{
	if (word[0] == '\0') {
		return err_set(err, "nothing stands %s", column_name(column));
	}
	if (word[0] != '@' && strcmp(word, "*") != 0) {
		*out = (struct policy_token){POLICY_TOKEN_NAME, word};
		return 0;
	}
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		const struct form *form = &forms[i];
		size_t len = form->prefix ? strlen(form->text) : 0;

		if (!is_form(form, word)) {
			continue;
		}
		if ((form->columns & (int)column) == 0 || word[len] == '\0') {
			break;
		}
		*out = (struct policy_token){form->kind, word + len};
		return 0;
	}
	return err_set(err, "\"%.64s\" cannot stand %s", word,
			column_name(column));
}
