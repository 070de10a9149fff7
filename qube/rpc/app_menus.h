// SPDX-License-Identifier: MIT
/* Lists the desktop entries of the qube as qubes.GetAppmenus answers: a line
 * FILE.desktop:Key=Value for each key, an empty one behind each entry. */
#ifndef QUBE_RPC_APP_MENUS_H
#define QUBE_RPC_APP_MENUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Appends the lines of one entry of this id (with its suffix) and text to out.
 * Nothing if it is not to be shown. The command is not told: it becomes the one
 * that starts the entry by its id. Lines that the reader would not take are
 * left out. */
void app_menus_entry(const char *id, const char *text, FILE *out);

/* All entries below DIR/applications of each data directory of the user and of
 * the system (XDG_DATA_HOME, XDG_DATA_DIRS); an id of an earlier directory wins.
 */
void app_menus_list(FILE *out);

#endif
