// SPDX-License-Identifier: MIT
/*
 * Who may see which Wayland global. A program has the roles the compositor
 * started it with; the answer is an allow list, so that a global nobody
 * thought of is seen by nobody.
 */
#ifndef COMPOSITOR_ROLES_H
#define COMPOSITOR_ROLES_H

#include <stdbool.h>

#include "common/err.h"

struct wl_client;
struct wl_display;

/* Roles are bits; a program has a set of them. All have what ROLE_APP has. */
enum role {
	ROLE_APP = 1 << 0, // an ordinary window
	ROLE_PANEL = 1 << 1, // furniture: panel, launcher, notices, wallpaper
	ROLE_SETTINGS = 1 << 2, // changes outputs, their power and colours
	ROLE_LOCKER = 1 << 3, // asks for the password while locked
	ROLE_IDLE = 1 << 4, // is told when nobody is at the seat
	ROLE_CLIPBOARD = 1 << 5, // sees what trusted programs copy
	ROLE_CAPTURE = 1 << 6, // takes pictures of everything
	ROLE_KEYBOARD = 1 << 7, // types: input method, screen keyboard
	ROLE_TEST = 1 << 8, // everything, also points
};

struct roles;

/* Installs the filter; to be called before there is any client. */
struct roles *roles_create(struct wl_display *display);
void roles_destroy(struct roles *roles); // NULL is allowed

/* Makes a client of one end of a socketpair; fd becomes the client's. set: a
 * bitmask of enum role, not empty. NULL with errno set on failure, fd is closed
 * then too. */
struct wl_client *roles_add_client(struct roles *roles, int fd, unsigned int set);

/* May one of these roles use the global with this interface name? */
bool roles_allows(unsigned int set, const char *interface);

/* The roles a client was given, 0 for one that roles_add_client did not
 * make. */
unsigned int roles_get_client(const struct wl_client *client);

/* An interface that was asked for and has no entry in the list, or NULL. */
const char *roles_get_unlisted(const struct roles *roles);

/* "app", "panel capture" ... */
int roles_parse(const char *text, unsigned int *set, struct err *err);

/* The same back; the caller frees it. */
char *roles_format(unsigned int set);

#endif
