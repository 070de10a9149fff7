// SPDX-License-Identifier: MIT
/*
 * The desktop's furniture: panels, launchers, notices, wallpapers of trusted
 * programs. Which of them lie where and what they leave to windows; which of
 * them holds the keyboard for itself, and who gets it back afterwards is the
 * seat's. All of it lies below the trusted strip and the trusted layer.
 */
#ifndef COMPOSITOR_CLIENTS_LAYER_SHELL_H
#define COMPOSITOR_CLIENTS_LAYER_SHELL_H

#include <stdbool.h>

#include "common/err.h"

struct layer_shell;
struct layer_view;
struct output;
struct server;
struct view;
struct wlr_box;

/* Creates the global. NULL with err set on failure. */
struct layer_shell *layer_shell_create(struct server *server, struct err *err);
void layer_shell_destroy(struct layer_shell *shell); // NULL is allowed

/* Places what lies on an output; takes what it keeps free of windows away
 * from area, of which enough to work in always remains. */
void layer_shell_arrange(struct layer_shell *shell, const struct output *output,
		struct wlr_box *area);

/* An output is going away or was turned off: closes what lies on it. */
void layer_shell_close_output(
		struct layer_shell *shell, const struct output *output);

/* What holds the keyboard for itself alone, or NULL. */
struct view *layer_shell_get_exclusive(const struct layer_shell *shell);

/* A trusted chord is about to move the keyboard: what holds it for itself
 * alone gets it back only with a press on it. */
void layer_shell_yield(struct layer_shell *shell);

/* For layer_view.c. */
struct server *layer_shell_get_server(const struct layer_shell *shell);
void layer_shell_handle_map(
		struct layer_shell *shell, struct layer_view *layer_view);
void layer_shell_handle_unmap(
		struct layer_shell *shell, struct layer_view *layer_view);
void layer_shell_handle_change(
		struct layer_shell *shell, struct layer_view *layer_view);

#endif
