// SPDX-License-Identifier: MIT
/* Cursors as the GUI protocol numbers them: glyphs of the X cursor font. */
#ifndef QUBE_AGENT_CURSOR_H
#define QUBE_AGENT_CURSOR_H

#include <stddef.h>
#include <stdint.h>

/* The number for a cursor's name: of cursor-shape-v1 (CSS), of X, or one of
 * the older names of cursor themes. GUI_CURSOR_DEFAULT if there is none that
 * fits. NULL is allowed. */
uint32_t cursor_from_name(const char *name);

/* The names that are known, one after another; NULL behind the last. */
const char *cursor_get_name(size_t i);

#endif
