// SPDX-License-Identifier: MIT
/* Rectangles of windows. */
#ifndef PROTOCOLS_GUI_RECT_H
#define PROTOCOLS_GUI_RECT_H

#include "protocols/gui/wire.h"

/* The nearest geometry that a window may have. */
struct gui_rect gui_rect_clamp(const struct gui_rect *wish);

bool gui_rect_is_equal(const struct gui_rect *a, const struct gui_rect *b);

/* Width times height. */
uint64_t gui_rect_get_area(const struct gui_rect *rect);

#endif
