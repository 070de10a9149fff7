// SPDX-License-Identifier: MIT
/*
 * The rules, and whether what the screens show keeps them. Each pixel is
 * counted as exactly one kind; one that fits none breaks a rule.
 */
#ifndef TESTS_ATTACK_VERDICT_H
#define TESTS_ATTACK_VERDICT_H

#include <stdbool.h>

struct field;
struct wlr_box;

enum verdict_kind {
	VERDICT_BEHIND, // nothing but the backdrop
	VERDICT_OURS, // strip, switcher, notices
	VERDICT_CURSOR,
	VERDICT_FRAME, // of a window, of its own label
	VERDICT_CONTENT, // of a qube, inside its frame
	VERDICT_LOCAL, // of a trusted program
	VERDICT_KINDS,
};

struct verdict {
	long pixels[VERDICT_KINDS]; // how many were found
	char broken[240]; // the first rule that is, with where; "" for none
};

/* Looks at every screen and judges. */
void verdict_make(struct verdict *verdict, struct field *field);

/* As verdict_make; fails the test if a rule is broken. With ATTACK_SHOTS set
 * to a folder, what was seen is written there under this name. */
void verdict_check(struct field *field, const char *name);

/* Fails the test if a part of the screens, logical px, does not look as it did
 * when the field was opened. */
void verdict_check_same(struct field *field, const struct wlr_box *box,
		const char *name);

/* Fails the test if any pixel is a qube's, a program's or the backdrop's. */
void verdict_check_blank(struct field *field, const char *name);

/* Fails the test if anything but the trusted program's own shows in
 * field.panel. */
void verdict_check_panel(struct field *field, const char *name);

/* Fails the test if evil has content or a frame in a part of the screens. */
void verdict_check_free(struct field *field, const struct wlr_box *box,
		const char *name);

#endif
