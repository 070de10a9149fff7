// SPDX-License-Identifier: MIT
/*
 * The attacks: each has a name that says what is tried, and a function that
 * tries it. Each runs twice on every arrangement of screens, once while the
 * other qube's window has the keyboard, once while evil's own has. Afterwards,
 * and wherever attack_look is called, the screens are judged (verdict.h).
 *
 * SECURITY.md lists them all; a test compares.
 */
#ifndef TESTS_ATTACK_ATTACK_H
#define TESTS_ATTACK_ATTACK_H

#include <stddef.h>
#include <stdint.h>

#include "tests/attack/field.h"

struct attack;

typedef void (*attack_fn)(struct field *field, const struct attack *attack);

/* What must have become of evil's connection. */
enum attack_end {
	ATTACK_GOES_ON, // what was asked is bounded, or ignored
	ATTACK_ENDS, // a breach of the protocol: it is dropped
};

struct attack {
	const char *name;
	attack_fn fn;
	enum attack_end end;
	/* For those that differ in numbers or words alone. */
	struct gui_rect rect;
	bool popup;
	const char *text;
	uint32_t number;
};

struct attack_kind {
	const char *name; // of what they have in common
	const struct attack *attacks;
	size_t n;
};

#define ATTACK_KIND(kind_name, table) \
	{ \
			.name = kind_name, \
			.attacks = table, \
			.n = sizeof(table) / sizeof(table[0]), \
	}

extern const struct attack_kind attack_geometry;
extern const struct attack_kind attack_popups;
extern const struct attack_kind attack_pictures;
extern const struct attack_kind attack_texts;
extern const struct attack_kind attack_lives;
extern const struct attack_kind attack_states;
extern const struct attack_kind attack_input;
extern const struct attack_kind attack_desk;
extern const struct attack_kind attack_questions;

/* All of them; ends with NULL. */
extern const struct attack_kind *const attack_kinds[];

/* What was sent has been handled: the screens are judged now. */
void attack_look(struct field *field, const struct attack *attack);

#endif
