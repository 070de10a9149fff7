// SPDX-License-Identifier: MIT
/* Menus and the like of trusted programs; they live inside their window's
 * content tree. */
#ifndef COMPOSITOR_CLIENTS_XDG_POPUP_H
#define COMPOSITOR_CLIENTS_XDG_POPUP_H

struct wlr_scene_tree;
struct wlr_xdg_popup;

/* Shows a new popup in this tree of a view. It goes by itself. */
void xdg_popup_create(struct wlr_xdg_popup *wlr_popup,
		struct wlr_scene_tree *parent_tree);

#endif
