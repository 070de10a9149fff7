// SPDX-License-Identifier: MIT
/* Waits for the agent's Wayland socket, which programs need to start. */
#ifndef QUBE_INIT_DISPLAY_H
#define QUBE_INIT_DISPLAY_H

#include <stdbool.h>

struct display {
	int fd; // owned; readable when something in the directory changed
	bool ready; // the socket was there
	const char *dir; // borrowed
};

/* Starts to watch for the socket DISPLAY_SOCKET in dir. False with errno set
 * on failure. */
bool display_init(struct display *display, const char *dir);

/* Looks whether the socket is there now; call when fd is readable. */
void display_update(struct display *display);

#define DISPLAY_SOCKET "wayland-0"

#endif
