// SPDX-License-Identifier: MIT
/*
 * The screens that applications see: one wl_output for each output of the
 * Master, in places and sizes of the qube's plane. Nothing is ever shown on
 * them. Xwayland sees its own set at scale 1, because X11 windows live in
 * pixels of the plane.
 */
#ifndef QUBE_AGENT_SCREENS_H
#define QUBE_AGENT_SCREENS_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/util/box.h>

struct screens;
struct server;
struct wl_client;
struct wl_global;
struct wlr_surface;

/* Never NULL. Until the GUI side tells more there is one screen. */
struct screens *screens_create(struct server *server);
void screens_destroy(struct screens *screens);

/* Takes a layout as text, a line "width height x y" for each output, in plane
 * pixels. False (with a log line), and nothing changed, if it makes no sense. */
bool screens_set_layout(struct screens *screens, const char *text);

/* Scale or plane changed: makes the screens anew if need be. */
void screens_update(struct screens *screens);

/* The surface is on a screen, for those who take their scale from that. */
void screens_enter(struct screens *screens, struct wlr_surface *surface);

/* The whole plane, in plane pixels. */
void screens_get_plane(const struct screens *screens, struct wlr_box *box);

/* The screen that shows a place of the plane, or the whole plane if none
 * does. */
void screens_get_box_at(const struct screens *screens, int32_t x, int32_t y,
		struct wlr_box *box);

/* True if a client may see a global that belongs to one of the two sets. */
bool screens_is_visible(const struct screens *screens,
		const struct wl_global *global, bool to_xwayland);

#endif
