// SPDX-License-Identifier: MIT
/*
 * Joins a program that writes by other means than keys (input-method-v2, role
 * keyboard) with the text field of the trusted program that holds the keyboard
 * (text-input-v3). Keys reach the method only while such a field is open: none
 * that goes to a qube's window or to the locker ever does.
 */
#ifndef COMPOSITOR_INPUT_INPUT_METHOD_H
#define COMPOSITOR_INPUT_INPUT_METHOD_H

#include <stdbool.h>

struct input_method;
struct server;
struct view_key;
struct wlr_keyboard;

/* Creates both globals; after the seat. */
struct input_method *input_method_create(struct server *server);
void input_method_destroy(struct input_method *method); // NULL is allowed

/* Are keys of this keyboard the method's now? Never those that it sends by
 * itself. */
bool input_method_takes(
		struct input_method *method, struct wlr_keyboard *keyboard);

/* A key of the keyboard that it takes, or took the press of; and what
 * modifiers are held. */
void input_method_key(struct input_method *method,
		struct wlr_keyboard *keyboard, const struct view_key *key);
void input_method_modifiers(
		struct input_method *method, struct wlr_keyboard *keyboard);

#endif
