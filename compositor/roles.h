// SPDX-License-Identifier: MIT
/*
 * Who may see which Wayland global. A program has the role the compositor
 * started it with; the answer is an allow list, so that a global nobody
 * thought of is seen by nobody.
 */
#ifndef COMPOSITOR_ROLES_H
#define COMPOSITOR_ROLES_H

#include <stdbool.h>

#include "common/err.h"

struct wl_client;
struct wl_display;

enum role {
	ROLE_APP, // an ordinary window
	ROLE_PANEL, // a part of the desktop's furniture
	ROLE_SETTINGS, // changes outputs
	ROLE_TEST, // also types, points and takes pictures of everything
	ROLE_COUNT,
};

struct roles;

/* Installs the filter; to be called before there is any client. */
struct roles *roles_create(struct wl_display *display);
void roles_destroy(struct roles *roles); // NULL is allowed

/* Makes a client of one end of a socketpair; fd becomes the client's. NULL
 * with errno set on failure, fd is closed then too. */
struct wl_client *roles_add_client(struct roles *roles, int fd, enum role role);

/* May a role use the global with this interface name? */
bool roles_allows(enum role role, const char *interface);

/* An interface that was asked for and has no entry in the list, or NULL. */
const char *roles_get_unlisted(const struct roles *roles);

/* "app", "panel" ... */
int roles_parse(const char *text, enum role *role, struct err *err);
const char *roles_get_name(enum role role);

#endif
