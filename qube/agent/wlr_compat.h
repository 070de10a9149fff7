// SPDX-License-Identifier: MIT
/*
 * What differs between the versions of wlroots, behind one name each: no other
 * file of the agent asks for a version.
 */
#ifndef QUBE_AGENT_WLR_COMPAT_H
#define QUBE_AGENT_WLR_COMPAT_H

struct wl_display;
struct wlr_backend;
struct wlr_box;
struct wlr_buffer;
struct wlr_output;
struct wlr_presentation;
struct wlr_xdg_surface;

/* The window geometry an xdg surface has now. */
void wlr_compat_xdg_geometry(struct wlr_xdg_surface *xdg, struct wlr_box *box);

/* Creates the presentation-time global. */
struct wlr_presentation *wlr_compat_presentation_create(
		struct wl_display *display, struct wlr_backend *backend);

/* First call of the destroy function of our own buffers and outputs. */
void wlr_compat_buffer_finish(struct wlr_buffer *buffer);
void wlr_compat_output_finish(struct wlr_output *output);

#endif
