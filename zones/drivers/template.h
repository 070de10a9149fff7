// SPDX-License-Identifier: MIT
/* What of the template a qube sees of /etc, and the files made for it. */
#ifndef ZONES_DRIVERS_TEMPLATE_H
#define ZONES_DRIVERS_TEMPLATE_H

#include <stddef.h>

#define TEMPLATE_FILES 9

/* First of XDG_CONFIG_DIRS in a qube: settings that fit windows whose frame
 * is drawn outside of it. */
#define TEMPLATE_XDG "/etc/leadlight/xdg"

struct template_file {
	const char *path; // in the qube
	char *text; // owned
};

/* Makes the texts of passwd, group, hosts and so on for a qube of that name.
 * Free them with template_finish(). */
void template_init(struct template_file files[TEMPLATE_FILES], const char *name);

void template_finish(struct template_file files[TEMPLATE_FILES]);

/* Names in /etc that are taken from the template, read-only, where they are
 * there; ends with NULL. Nothing on it holds secrets or tells about the
 * machine. */
extern const char *const template_etc[];

#endif
