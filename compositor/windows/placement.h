// SPDX-License-Identifier: MIT
/*
 * Where windows go. Pure: boxes in, boxes out, all logical pixels of the
 * output layout. "Outer" boxes include the frame.
 */
#ifndef COMPOSITOR_WINDOWS_PLACEMENT_H
#define COMPOSITOR_WINDOWS_PLACEMENT_H

#include <stddef.h>
#include <wlr/util/box.h>

#include "compositor/windows/frame.h"

#define PLACEMENT_MAX_OTHERS 32 // windows that are looked at

/* The content with the frame around it, and back. */
struct wlr_box placement_get_outer(
		const struct wlr_box *content, const struct frame_extents *ext);
struct wlr_box placement_get_content(
		const struct wlr_box *outer, const struct frame_extents *ext);

/* Moves outer to where it covers the others (n outer boxes, topmost first)
 * least: beside them if there is room, else in a cascade; in a corner where that
 * would be all behind another. As far as there is any room for it, no title bar
 * that can be seen (the topmost title_height of each of the others) is wholly
 * hidden, and neither is its own. A window larger than the area is cut to it.
 */
void placement_choose(struct wlr_box *outer, const struct wlr_box *area,
		const struct wlr_box *others, size_t n, int title_height);

/* Moves outer over the middle of its parent, inside the area. */
void placement_center(struct wlr_box *outer, const struct wlr_box *parent,
		const struct wlr_box *area);

/* Moves a box into the area without changing its size; where it is larger,
 * its top left corner wins. */
void placement_clamp(struct wlr_box *box, const struct wlr_box *area);

/* Moves outer so that enough of its title bar (height: ext->top) to grab
 * stays in the area. */
void placement_keep_reachable(struct wlr_box *outer, const struct wlr_box *area,
		const struct frame_extents *ext);

#endif
