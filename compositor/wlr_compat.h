// SPDX-License-Identifier: MIT
/*
 * Every difference between the versions of wlroots we build with, behind one
 * name each, so that no other file asks for a version.
 */
#ifndef COMPOSITOR_WLR_COMPAT_H
#define COMPOSITOR_WLR_COMPAT_H

#include <stdbool.h>
#include <time.h>

struct wl_display;
struct wlr_backend;
struct wlr_box;
struct wlr_buffer;
struct wlr_output;
struct wlr_presentation;
struct wlr_scene_buffer;
struct wlr_xdg_surface;

/* First call of the destroy function of a wlr_buffer_impl of our own. */
void wlr_compat_buffer_finish(struct wlr_buffer *buffer);

/* Creates the presentation-time global. */
struct wlr_presentation *wlr_compat_presentation_create(
		struct wl_display *display, struct wlr_backend *backend);

/* If the output is a window of another desktop: gives it our name. */
bool wlr_compat_name_nested(struct wlr_output *output);

/* The window geometry an xdg surface has now. */
void wlr_compat_xdg_geometry(struct wlr_xdg_surface *xdg, struct wlr_box *box);

#endif
