// SPDX-License-Identifier: MIT
/*
 * Where attacks take place: one or two screens, a hostile qube ("evil", red)
 * that speaks the raw GUI protocol, a qube that is to be protected ("bank",
 * blue) with a window, a trusted program with a window, and something of a
 * colour of its own behind them all.
 *
 * Places of windows are logical pixels here and become pixels of the agents'
 * plane on the way.
 */
#ifndef TESTS_ATTACK_FIELD_H
#define TESTS_ATTACK_FIELD_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/util/box.h>

#include "tests/lib/fake_qube.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"

#define FIELD_EVIL_RGB 0xcc0000u
#define FIELD_BANK_RGB 0x3465a4u
#define FIELD_PANEL_RGB 0x8a2be2u
#define FIELD_INK 0x10c020u // of the hostile windows, if not said otherwise
#define FIELD_BASE 1 // id of the window that evil has from the start
#define FIELD_VAULT 77 // id of bank's window; evil has no such window
#define FIELD_WINDOWS 1100 // evil may create

struct field_screen {
	const char *name;
	const char *first; // as --headless takes it
	int width, height; // of the second, pixels; 0: none
	double scale; // of the second
};

/* Whose window has the keyboard when the attack begins. */
enum field_focus {
	FIELD_FOCUS_BANK,
	FIELD_FOCUS_EVIL,
	FIELD_FOCUS_FREE, // wherever it is: the person acted
};

struct field {
	struct scene scene;
	const struct field_screen *screen; // borrowed
	double scale; // of the plane
	struct wlr_scene_rect *behind;
	struct probe *local; // owned; a trusted program's window
	struct hands hands;
	struct fake_qube evil, bank;
	struct fake_window base; // evil's, shown from the start
	struct fake_window vault; // bank's
	struct fake_window windows[FIELD_WINDOWS]; // evil's
	int n_windows;
	enum field_focus focus;
	bool is_open;
	struct wlr_box panel; // a trusted program's, if there is one
	uint32_t *before[2]; // owned; what each screen showed at first
};

extern const struct field_screen field_screens[];
extern const int field_n_screens;

/* Starts the compositor with these screens; windows come with field_open. */
void field_init(struct field *field, const struct field_screen *screen);
void field_finish(struct field *field);

/* Both qubes with their windows, fresh; field_close takes them away, if they
 * are there. */
void field_open(struct field *field, enum field_focus focus);
void field_close(struct field *field);

/* Moves bytes until both ends have handled what there is. settle: also until
 * what was held back is shown. */
void field_sync(struct field *field);
void field_settle(struct field *field);

/* True when the compositor has ended evil's connection. */
bool field_is_dropped(struct field *field);

/* On the agents' plane. */
struct gui_rect field_rect(
		const struct field *field, int x, int y, int width, int height);

/* A fresh window of evil's, created only or shown. */
struct fake_window *field_add(
		struct field *field, bool popup, const struct gui_rect *at);
struct fake_window *field_show(
		struct field *field, bool popup, const struct gui_rect *at);

/* The view of a window, or NULL if there is none or it is not shown. */
struct view *field_try_view(struct field *field, struct fake_window *window);

/* What the screens show now is what they showed before. */
void field_remember(struct field *field);

/* The person does it. */
void field_focus_view(struct field *field, struct view *view);

#endif
