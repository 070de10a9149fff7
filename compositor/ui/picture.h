// SPDX-License-Identifier: MIT
/*
 * A drawn rectangle in the scene. It knows the densest scale among the
 * outputs that show it, and asks its owner to draw again when that changes.
 */
#ifndef COMPOSITOR_UI_PICTURE_H
#define COMPOSITOR_UI_PICTURE_H

#include <wlr/util/box.h>

struct image_spec;
struct server;
struct wlr_scene_tree;

struct picture;

/* Called in an idle moment, never from within a change of the scene. */
typedef void (*picture_rescale_fn)(void *user);

/* An empty picture below parent, which must outlive it. */
struct picture *picture_create(struct server *server,
		struct wlr_scene_tree *parent, picture_rescale_fn rescale,
		void *user);
void picture_destroy(struct picture *picture); // NULL is allowed

/* The scale to draw at. */
double picture_get_scale(const struct picture *picture);

/* Shows an image in a box relative to the parent (logical px; width 0 hides
 * it). The image is drawn only if nobody has the same one. Unless it is opaque,
 * it may be transparent in its topmost corner logical px alone. */
void picture_show(struct picture *picture, const struct wlr_box *box,
		const struct image_spec *spec, int corner);

/* Shows nothing. */
void picture_hide(struct picture *picture);

#endif
