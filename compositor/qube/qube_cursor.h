// SPDX-License-Identifier: MIT
/* Cursor numbers of the GUI protocol (glyphs of the X cursor font) to names of
 * pictures in our cursor theme. */
#ifndef COMPOSITOR_QUBE_QUBE_CURSOR_H
#define COMPOSITOR_QUBE_QUBE_CURSOR_H

#include <stdint.h>

/* Name for 0 or GUI_CURSOR_FIRST + glyph; glyphs without a counterpart give
 * the default. Never NULL. */
const char *qube_cursor_get(uint32_t cursor);

#endif
