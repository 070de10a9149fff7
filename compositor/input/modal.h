// SPDX-License-Identifier: MIT
/*
 * What of our own takes the keyboard and the pointer while it lasts: a menu, a
 * list, moving by keys. One at a time; nothing that is typed or pressed
 * meanwhile reaches a client.
 */
#ifndef COMPOSITOR_INPUT_MODAL_H
#define COMPOSITOR_INPUT_MODAL_H

#include <stdbool.h>
#include <stdint.h>

struct modal;
struct server;
struct view;

struct modal_key {
	uint32_t sym; // xkb keysym without modifiers, lower case
	uint32_t mods; // bitmask of enum keybind_mod
	uint32_t text; // the character it types, 0: none
	bool repeat; // held, not pressed anew
	bool is_virtual; // a program made it, no keyboard
};

struct modal_button {
	uint32_t evdev; // BTN_LEFT ..
	bool pressed;
	bool is_virtual; // a program made it, no mouse
};

/* All but motion, button and wheel must be set. Any of them may end it. */
struct modal_impl {
	void (*key)(void *user, const struct modal_key *key);
	/* The pointer moved, a button went down or up, the wheel turned. */
	void (*motion)(void *user, double lx, double ly);
	void (*button)(void *user, const struct modal_button *button, double lx,
			double ly);
	void (*wheel)(void *user, int steps);
	/* It is over without a choice: close what is open. Called once, never
	 * after modal_end. */
	void (*cancel)(void *user);
};

struct modal *modal_create(struct server *server);
void modal_destroy(struct modal *modal); // NULL is allowed

/* Takes over; what was there is cancelled. view: what it is about (NULL:
 * nothing), it ends when that goes away. */
void modal_begin(struct modal *modal, const struct modal_impl *impl, void *user,
		struct view *view);

/* It is over; cancel is not called. */
void modal_end(struct modal *modal);

/* Cancels what is there, if anything. */
void modal_cancel(struct modal *modal);

bool modal_is_active(const struct modal *modal);

/* A view is going away. */
void modal_forget_view(struct modal *modal, const struct view *view);

/* From keyboard and pointer: true if it was taken. */
bool modal_key(struct modal *modal, const struct modal_key *key);
bool modal_motion(struct modal *modal, double lx, double ly);
bool modal_button(struct modal *modal, const struct modal_button *button,
		double lx, double ly);
bool modal_wheel(struct modal *modal, int steps);

#endif
