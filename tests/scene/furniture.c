// SPDX-License-Identifier: MIT
#include "tests/scene/furniture.h"

#include <unistd.h>

#include "tests/check.h"

static void
handle_configure(void *data, struct zwlr_layer_surface_v1 *layer,
		uint32_t serial, uint32_t width, uint32_t height)
{
	struct furniture *furniture = data;

	zwlr_layer_surface_v1_ack_configure(layer, serial);
	furniture->configures++;
	furniture->width = width;
	furniture->height = height;
}

static void
handle_closed(void *data, struct zwlr_layer_surface_v1 *layer)
{
	((struct furniture *)data)->closed = true;
}

static const struct zwlr_layer_surface_v1_listener layer_listener = {
		.configure = handle_configure,
		.closed = handle_closed,
};

static void
handle_keymap(void *data, struct wl_keyboard *keys, uint32_t format, int32_t fd,
		uint32_t size)
{
	close(fd);
}

static void
handle_enter(void *data, struct wl_keyboard *keys, uint32_t serial,
		struct wl_surface *surface, struct wl_array *held)
{
	((struct furniture *)data)->focused = true;
}

static void
handle_leave(void *data, struct wl_keyboard *keys, uint32_t serial,
		struct wl_surface *surface)
{
	((struct furniture *)data)->focused = false;
}

static void
handle_key(void *data, struct wl_keyboard *keys, uint32_t serial, uint32_t time,
		uint32_t key, uint32_t state)
{
	struct furniture *furniture = data;

	assert_true(furniture->focused);
	furniture->serial = serial;
	furniture->pressed += state == WL_KEYBOARD_KEY_STATE_PRESSED;
}

static void
handle_modifiers(void *data, struct wl_keyboard *keys, uint32_t serial,
		uint32_t depressed, uint32_t latched, uint32_t locked,
		uint32_t group)
{
}

static const struct wl_keyboard_listener keys_listener = {
		.keymap = handle_keymap,
		.enter = handle_enter,
		.leave = handle_leave,
		.key = handle_key,
		.modifiers = handle_modifiers,
};

static void
handle_pointer_enter(void *data, struct wl_pointer *pointer, uint32_t serial,
		struct wl_surface *surface, wl_fixed_t sx, wl_fixed_t sy)
{
}

static void
handle_pointer_leave(void *data, struct wl_pointer *pointer, uint32_t serial,
		struct wl_surface *surface)
{
}

static void
handle_motion(void *data, struct wl_pointer *pointer, uint32_t time,
		wl_fixed_t sx, wl_fixed_t sy)
{
}

static void
handle_button(void *data, struct wl_pointer *pointer, uint32_t serial,
		uint32_t time, uint32_t button, uint32_t state)
{
	((struct furniture *)data)->clicked +=
			state == WL_POINTER_BUTTON_STATE_PRESSED;
}

static void
handle_axis(void *data, struct wl_pointer *pointer, uint32_t time,
		uint32_t axis, wl_fixed_t value)
{
}

static const struct wl_pointer_listener pointer_listener = {
		.enter = handle_pointer_enter,
		.leave = handle_pointer_leave,
		.motion = handle_motion,
		.button = handle_button,
		.axis = handle_axis,
};

static void
connect_to(struct furniture *furniture, struct scene *scene)
{
	struct client *client = &furniture->client;

	client_init(client, scene, ROLE_PANEL);
	furniture->compositor = client_bind(client, &wl_compositor_interface, 4);
	furniture->shm = client_bind(client, &wl_shm_interface, 1);
	furniture->seat = client_bind(client, &wl_seat_interface, 1);
	furniture->shell = client_bind(client, &zwlr_layer_shell_v1_interface, 4);
	furniture->keys = wl_seat_get_keyboard(furniture->seat);
	wl_keyboard_add_listener(furniture->keys, &keys_listener, furniture);
	furniture->pointer = wl_seat_get_pointer(furniture->seat);
	wl_pointer_add_listener(furniture->pointer, &pointer_listener, furniture);
}

void
furniture_begin(struct furniture *furniture, struct scene *scene,
		const struct furniture_spec *spec)
{
	*furniture = (struct furniture){.spec = *spec};
	connect_to(furniture, scene);
	furniture->surface = wl_compositor_create_surface(furniture->compositor);
	furniture->layer = zwlr_layer_shell_v1_get_layer_surface(furniture->shell,
			furniture->surface, NULL, spec->layer, spec->name);
	zwlr_layer_surface_v1_add_listener(
			furniture->layer, &layer_listener, furniture);
	zwlr_layer_surface_v1_set_size(
			furniture->layer, spec->width, spec->height);
	zwlr_layer_surface_v1_set_anchor(furniture->layer, spec->anchor);
	zwlr_layer_surface_v1_set_exclusive_zone(furniture->layer, spec->zone);
	zwlr_layer_surface_v1_set_keyboard_interactivity(
			furniture->layer, spec->keyboard);
	wl_surface_commit(furniture->surface);
	client_sync(&furniture->client);
}

void
furniture_draw(struct furniture *furniture)
{
	int width = (int)furniture->width;
	int height = (int)furniture->height;

	if (furniture->buffer) {
		wl_buffer_destroy(furniture->buffer);
	}
	furniture->buffer = client_make_buffer(
			furniture->shm, width, height, furniture->spec.rgb);
	wl_surface_attach(furniture->surface, furniture->buffer, 0, 0);
	wl_surface_damage_buffer(furniture->surface, 0, 0, width, height);
	wl_surface_commit(furniture->surface);
	client_sync(&furniture->client);
	client_sync(&furniture->client);
}

void
furniture_show(struct furniture *furniture, struct scene *scene,
		const struct furniture_spec *spec)
{
	furniture_begin(furniture, scene, spec);
	if (!furniture->closed) {
		assert_int_equal(furniture->configures, 1);
		furniture_draw(furniture);
	}
}

void
furniture_hide(struct furniture *furniture)
{
	wl_surface_attach(furniture->surface, NULL, 0, 0);
	wl_surface_commit(furniture->surface);
	client_sync(&furniture->client);
}

void
furniture_finish(struct furniture *furniture)
{
	if (furniture->buffer) {
		wl_buffer_destroy(furniture->buffer);
	}
	wl_keyboard_destroy(furniture->keys);
	wl_pointer_destroy(furniture->pointer);
	zwlr_layer_shell_v1_destroy(furniture->shell);
	wl_seat_destroy(furniture->seat);
	wl_shm_destroy(furniture->shm);
	wl_compositor_destroy(furniture->compositor);
	wl_proxy_destroy((struct wl_proxy *)furniture->layer);
	wl_proxy_destroy((struct wl_proxy *)furniture->surface);
	client_finish(&furniture->client);
}
