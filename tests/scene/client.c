// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // memfd_create
#include "tests/scene/client.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/sock.h"
#include "tests/check.h"

static void
handle_global(void *data, struct wl_registry *registry, uint32_t name,
		const char *interface, uint32_t version)
{
	struct client *client = data;

	assert_in_range(client->n_globals, 0, CLIENT_MAX_GLOBALS - 1);
	snprintf(client->globals[client->n_globals].interface,
			sizeof(client->globals[0].interface), "%s", interface);
	client->globals[client->n_globals].version = version;
	client->globals[client->n_globals++].name = name;
}

static void
handle_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
		.global = handle_global,
		.global_remove = handle_global_remove,
};

static void
handle_done(void *data, struct wl_callback *callback, uint32_t serial)
{
	((struct client *)data)->synced = true;
	wl_callback_destroy(callback);
}

static const struct wl_callback_listener callback_listener = {
		.done = handle_done,
};

static bool
is_synced(void *data)
{
	struct client *client = data;

	wl_display_flush(client->display);
	while (wl_display_prepare_read(client->display) < 0) {
		wl_display_dispatch_pending(client->display);
	}
	wl_display_read_events(client->display); // the socket does not block
	wl_display_dispatch_pending(client->display);
	return client->synced || wl_display_get_error(client->display);
}

void
client_sync(struct client *client)
{
	client->synced = false;
	wl_callback_add_listener(wl_display_sync(client->display),
			&callback_listener, client);
	assert_true(scene_pump(client->scene, is_synced, client));
	assert_int_equal(wl_display_get_error(client->display), 0);
}

static void
begin(struct client *client, struct scene *scene, int fd)
{
	*client = (struct client){.scene = scene};
	client->display = wl_display_connect_to_fd(fd);
	assert_non_null(client->display);
	client->registry = wl_display_get_registry(client->display);
	wl_registry_add_listener(client->registry, &registry_listener, client);
	client_sync(client);
}

void
client_init(struct client *client, struct scene *scene, unsigned int roles)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX,
					 SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
					 0, fds),
			0);
	assert_non_null(roles_add_client(scene->server.roles, fds[0], roles));
	begin(client, scene, fds[1]);
}

void
client_enter(struct client *client, struct scene *scene, const char *path)
{
	int fd = sock_connect(path, SOCK_STREAM);

	assert_true(fd >= 0);
	begin(client, scene, fd);
}

void
client_finish(struct client *client)
{
	if (client->toplevel) {
		wl_buffer_destroy(client->buffer);
		xdg_toplevel_destroy(client->toplevel);
		xdg_surface_destroy(client->xdg_surface);
		wl_surface_destroy(client->surface);
		xdg_wm_base_destroy(client->shell);
		wl_shm_destroy(client->shm);
		wl_compositor_destroy(client->compositor);
	}
	wl_registry_destroy(client->registry);
	wl_display_disconnect(client->display);
	scene_settle(client->scene);
}

static int
find(const struct client *client, const char *interface)
{
	for (int i = 0; i < client->n_globals; i++) {
		if (strcmp(client->globals[i].interface, interface) == 0) {
			return i;
		}
	}
	return -1;
}

bool
client_sees(const struct client *client, const char *interface)
{
	return find(client, interface) >= 0;
}

void *
client_bind(struct client *client, const struct wl_interface *interface,
		uint32_t version)
{
	int at = find(client, interface->name);

	assert_true(at >= 0);
	return wl_registry_bind(client->registry, client->globals[at].name,
			interface, version);
}

struct wl_buffer *
client_make_buffer(struct wl_shm *shm, int width, int height, uint32_t rgb)
{
	size_t size = (size_t)width * (size_t)height * 4;
	int fd = memfd_create("client", MFD_CLOEXEC);
	struct wl_shm_pool *pool;
	struct wl_buffer *buffer;
	uint32_t *pixels;

	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	pixels = mmap(NULL, size, PROT_WRITE, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(pixels, MAP_FAILED);
	for (size_t i = 0; i < size / 4; i++) {
		pixels[i] = rgb;
	}
	munmap(pixels, size);
	pool = wl_shm_create_pool(shm, fd, (int32_t)size);
	buffer = wl_shm_pool_create_buffer(pool, 0, width, height, width * 4,
			WL_SHM_FORMAT_XRGB8888);
	wl_shm_pool_destroy(pool);
	close(fd);
	return buffer;
}

static void
draw(struct client *client, int width, int height, uint32_t rgb)
{
	if (client->buffer) {
		wl_buffer_destroy(client->buffer);
	}
	client->buffer = client_make_buffer(client->shm, width, height, rgb);
	wl_surface_attach(client->surface, client->buffer, 0, 0);
	wl_surface_damage_buffer(client->surface, 0, 0, width, height);
	wl_surface_commit(client->surface);
}

static void
take_tiled(struct client *client, const struct wl_array *states)
{
	const uint32_t *state;

	client->tiled = 0;
	wl_array_for_each(state, states) {
		if (*state >= XDG_TOPLEVEL_STATE_TILED_LEFT &&
				*state <= XDG_TOPLEVEL_STATE_TILED_BOTTOM) {
			client->tiled |= 1u << *state;
		}
	}
}

static void
handle_toplevel_configure(void *data, struct xdg_toplevel *toplevel,
		int32_t width, int32_t height, struct wl_array *states)
{
	struct client *client = data;

	client->width = width;
	client->height = height;
	take_tiled(client, states);
}

static void
handle_close(void *data, struct xdg_toplevel *toplevel)
{
	((struct client *)data)->closed = true;
}

static void
handle_bounds(void *data, struct xdg_toplevel *toplevel, int32_t width,
		int32_t height)
{
}

static void
handle_capabilities(void *data, struct xdg_toplevel *toplevel,
		struct wl_array *capabilities)
{
}

static const struct xdg_toplevel_listener toplevel_listener = {
		.configure = handle_toplevel_configure,
		.close = handle_close,
		.configure_bounds = handle_bounds,
		.wm_capabilities = handle_capabilities,
};

/* The colour lies in the surface's user data. */
static void
handle_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial)
{
	struct client *client = data;
	const uint32_t *rgb = wl_surface_get_user_data(client->surface);

	if (client->lazy) {
		return;
	}
	xdg_surface_ack_configure(xdg_surface, serial);
	if (client->configured && client->width > 0) {
		draw(client, client->width, client->height, *rgb);
	}
	client->configured = true;
}

static const struct xdg_surface_listener xdg_surface_listener = {
		.configure = handle_configure,
};

void
client_show_window(struct client *client, const char *title, int width,
		int height, uint32_t rgb)
{
	static uint32_t color;

	color = rgb;
	client->compositor = client_bind(client, &wl_compositor_interface, 4);
	client->shm = client_bind(client, &wl_shm_interface, 1);
	client->shell = client_bind(client, &xdg_wm_base_interface, 5);
	client->surface = wl_compositor_create_surface(client->compositor);
	wl_surface_set_user_data(client->surface, &color);
	client->xdg_surface = xdg_wm_base_get_xdg_surface(
			client->shell, client->surface);
	xdg_surface_add_listener(
			client->xdg_surface, &xdg_surface_listener, client);
	client->toplevel = xdg_surface_get_toplevel(client->xdg_surface);
	xdg_toplevel_add_listener(client->toplevel, &toplevel_listener, client);
	xdg_toplevel_set_title(client->toplevel, title);
	client_map_again(client, width, height);
}

void
client_map_again(struct client *client, int width, int height)
{
	const uint32_t *rgb = wl_surface_get_user_data(client->surface);

	client->configured = false;
	wl_surface_commit(client->surface);
	client_sync(client);
	assert_true(client->configured);
	draw(client, width, height, *rgb);
	client_sync(client);
	client_sync(client);
}
