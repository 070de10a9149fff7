// SPDX-License-Identifier: MIT
/*
 * Drawings as buffers for the scene. A drawing never changes once it is made;
 * equal ones are drawn once and shared, and go with their last user.
 */
#ifndef COMPOSITOR_UI_IMAGE_H
#define COMPOSITOR_UI_IMAGE_H

#include <cairo.h>
#include <stdbool.h>

struct wl_list;
struct wlr_buffer;

struct image_spec {
	/* Says everything the pixels depend on but their number: equal keys
	 * of equal size mean equal pixels. Copied. */
	const char *key;
	int width, height; // pixels
	bool opaque; // the drawing covers all of it
	void (*paint)(const void *user, cairo_t *cr, int width, int height);
	const void *user; // for paint, borrowed during the call
};

/* The drawing, made now unless it is in the list (of struct image, its link)
 * already; locked for the caller, who unlocks it when done. NULL if memory is
 * gone. */
struct wlr_buffer *image_get(
		struct wl_list *images, const struct image_spec *spec);

#endif
