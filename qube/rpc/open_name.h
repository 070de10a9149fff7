// SPDX-License-Identifier: MIT
/* The first 256 bytes to qubes.OpenInVM: the file's name, after "view-only-" if
 * it is not to be changed. */
#ifndef QUBE_RPC_OPEN_NAME_H
#define QUBE_RPC_OPEN_NAME_H

#include <stdbool.h>

#define OPEN_NAME_SIZE 256

/* Fills the field, the rest with NUL. Of a path only the last part is told, of
 * a long one its end. */
void open_name_encode(
		const char *path, bool view_only, char field[OPEN_NAME_SIZE]);

/* Reads the field: every byte that could mean something to a program becomes
 * '_'. name has OPEN_NAME_SIZE bytes. False if it is no name of a file. */
bool open_name_parse(
		const char field[OPEN_NAME_SIZE], char *name, bool *view_only);

/* Whether the text is an address with a scheme ("https://..."). */
bool open_name_is_url(const char *text);

#endif
