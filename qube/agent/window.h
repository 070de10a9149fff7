// SPDX-License-Identifier: MIT
/*
 * One mapped application window, of whatever origin, as a window of the GUI
 * protocol: identity, geometry, properties and pixels. Origins (xdg_window.c,
 * popup.c, x11_window.c) embed struct window and know how to talk to their
 * client.
 *
 * Two systems of coordinates: pixels of the qube's plane (struct gui_rect;
 * what the GUI protocol uses), and surface-local logical ones (struct
 * wlr_box). One is the other times window.scale.
 */
#ifndef QUBE_AGENT_WINDOW_H
#define QUBE_AGENT_WINDOW_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

#include "protocols/gui/wire.h"

#define WINDOW_MAX 1024 // mapped at a time; more are not shown
#define WINDOW_MAX_RECTS 32 // damage messages a frame; more are joined

struct output;
struct server;
struct window;
struct wlr_scene;
struct wlr_scene_rect;
struct wlr_scene_tree;
struct wlr_surface;

enum window_kind { WINDOW_XDG, WINDOW_POPUP, WINDOW_X11 };

/* What an origin must be able to do, for a mapped window. All must be set. */
struct window_impl {
	enum window_kind kind;
	/* The content: a box in the surface's coordinates. */
	void (*get_content)(struct window *win, struct wlr_box *box);
	/* Asks the client for the place and size in win->asked. resize: the
	 * size is a new one. True if a commit will answer it; otherwise the
	 * content is shown as it is, cut or with an empty margin. */
	bool (*configure)(struct window *win, bool resize);
	void (*close)(struct window *win);
	/* The window shows, or does not show, that it has the keyboard. */
	void (*activate)(struct window *win, bool activated);
	/* The GUI side says so. */
	void (*set_fullscreen)(struct window *win, bool fullscreen);
	void (*set_minimized)(struct window *win, bool minimized);
};

struct window {
	const struct window_impl *impl; // borrowed
	struct server *server; // borrowed
	struct wl_list link; // server.windows, while mapped
	uint32_t id; // 0: not mapped
	bool announced; // the GUI side knows it
	bool placed; // a GUI side, this one or one before, said where it goes
	struct wlr_surface *surface; // borrowed, while mapped
	struct gui_rect geometry; // on the plane
	double scale; // plane pixels per logical pixel
	bool override_redirect;
	struct window *parent; // transient for, mapped; borrowed, may be NULL

	char *title; // owned, may be NULL
	struct gui_class wmclass;
	struct gui_hints hints;
	uint32_t flags; // bitmask of enum gui_flag that were asked for
	bool minimized; // the GUI side says that nobody sees it

	struct wlr_scene *scene; // owned, while mapped
	struct wlr_scene_tree *content; // holds the surface
	struct wlr_scene_rect *background; // shows where content is not opaque
	struct output *output; // owned, while mapped

	struct wl_event_source *owed_timer; // owned, while mapped
	unsigned int owed; // configures that are not answered yet
	struct gui_rect asked; // what the last one wants
	struct wlr_box fit; // content that goes with asked's size
};

/* A window that is not mapped. impl and server are borrowed. */
void window_init(struct window *win, struct server *server,
		const struct window_impl *impl);

/* Unmaps if need be and releases what the window owns. */
void window_finish(struct window *win);

/*
 * Shows the window: builds its scene, draws it and tells the GUI side. x and y
 * are the wanted corner on the plane. False (with a log line) if there are too
 * many windows.
 */
bool window_map(struct window *win, struct wlr_surface *surface, int32_t x,
		int32_t y);
void window_unmap(struct window *win);
bool window_is_mapped(const struct window *win);

/* The surface was committed: takes over a new size. settled: it answers the
 * last configure, as far as the origin can tell. */
void window_commit(struct window *win, bool settled);

/* The window stands elsewhere by its client's wish. */
void window_move(struct window *win, int32_t x, int32_t y);

/* Properties; told to the GUI side if they changed. Texts may be NULL. */
void window_set_title(struct window *win, const char *title);
void window_set_class(struct window *win, const char *res_class,
		const char *res_name);
void window_set_hints(struct window *win, const struct gui_hints *hints);
void window_set_flags(struct window *win, uint32_t set, uint32_t unset);

/* The client wants to be minimized; the GUI side may do so. */
void window_ask_minimize(struct window *win);

/* The GUI side is new: describes the whole window. */
void window_announce(struct window *win);

/* The GUI side is gone: nobody sees the window, and no answers are due. */
void window_forget_gui(struct window *win);

/* Whether the GUI side says that nobody sees the window. */
void window_set_minimized(struct window *win, bool minimized);

/* The GUI side asks for a geometry, or tells of the window's state. */
void window_handle_configure(struct window *win, const struct gui_rect *rect);
void window_handle_flags(struct window *win, uint32_t set, uint32_t unset);

/* The scale between plane and content is another one. */
void window_set_scale(struct window *win, double scale);

/* The mapped window with this id, or NULL. */
struct window *window_try_from_id(struct server *server, uint32_t id);

/* The mapped window with this root surface, or NULL. */
struct window *window_try_from_surface(
		struct server *server, const struct wlr_surface *surface);

/* The window that a popup or menu belongs to, through those between them; any
 * other window itself: a dialog has a keyboard focus and menus of its own. */
struct window *window_get_root(struct window *win);

/* The surface at a place of the mapped window (its root surface if there is
 * none there), and the place relative to it; all logical. */
struct wlr_surface *window_find_surface(struct window *win, double lx,
		double ly, double *sx, double *sy);

/* Logical length to plane pixels, and a plane size to a logical one that
 * covers it. */
int32_t window_to_plane(const struct window *win, int length);
int window_to_logical(const struct window *win, uint32_t pixels);

#endif
