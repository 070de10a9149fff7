// SPDX-License-Identifier: MIT
/* Pictures as qubes.GetImageRGBA tells them: "WIDTH HEIGHT\n" and four bytes a
 * pixel. */
#ifndef QUBE_RPC_IMAGE_H
#define QUBE_RPC_IMAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "common/err.h"

#define IMAGE_SIDE_MAX 16384
#define IMAGE_ICON_SIDE 512

/* The file of an icon of this name in the themes of the qube, or NULL. The
 * caller's. */
char *image_find_icon(const char *name);

/* Reads a picture and writes it to out. One larger than most pixels on a side
 * is made smaller. -1 with err set if it is none. */
int image_write_rgba(const char *path, int most, FILE *out, struct err *err);

#endif
