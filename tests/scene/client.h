// SPDX-License-Identifier: MIT
/* A Wayland client with a role in the same process and thread: each wait runs
 * both ends. */
#ifndef TESTS_SCENE_CLIENT_H
#define TESTS_SCENE_CLIENT_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-client.h>

#include "compositor/roles.h"
#include "tests/scene/scene.h"
#include "xdg-shell-client-protocol.h"

#define CLIENT_MAX_GLOBALS 64

struct client {
	struct scene *scene; // borrowed
	struct wl_display *display; // owned
	struct wl_registry *registry; // owned
	struct {
		char interface[64];
		uint32_t name, version;
	} globals[CLIENT_MAX_GLOBALS];
	int n_globals;
	bool synced;

	// made by client_show_window
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct xdg_wm_base *shell;
	struct wl_surface *surface;
	struct xdg_surface *xdg_surface;
	struct xdg_toplevel *toplevel;
	struct wl_buffer *buffer; // the last one
	int width, height; // last configured, 0: as it likes
	uint32_t tiled; // bit s: enum xdg_toplevel_state s, the tiled ones
	bool configured;
	bool closed; // was asked to close
	bool lazy; // set by the test: answers no configure any more
};

/* Connects with a role and lists the globals it sees. */
void client_init(struct client *client, struct scene *scene, unsigned int roles);

/* Connects through a socket. */
void client_enter(struct client *client, struct scene *scene, const char *path);
void client_finish(struct client *client);

/* Until everything asked for so far has been answered. */
void client_sync(struct client *client);

bool client_sees(const struct client *client, const char *interface);

/* Binds a global it sees. */
void *client_bind(struct client *client, const struct wl_interface *interface,
		uint32_t version);

/* A buffer of one colour. */
struct wl_buffer *client_make_buffer(
		struct wl_shm *shm, int width, int height, uint32_t rgb);

/* A toplevel of one colour that takes every size it is given; its first one
 * is width x height. */
void client_show_window(struct client *client, const char *title, int width,
		int height, uint32_t rgb);

/* After it was unmapped. */
void client_map_again(struct client *client, int width, int height);

#endif
