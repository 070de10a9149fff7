// SPDX-License-Identifier: MIT
#include "tests/scene/locker.h"

#include <string.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/check.h"

static void
handle_locked(void *data, struct ext_session_lock_v1 *lock)
{
	((struct locker *)data)->locked = true;
}

static void
handle_finished(void *data, struct ext_session_lock_v1 *lock)
{
	((struct locker *)data)->finished = true;
}

static const struct ext_session_lock_v1_listener lock_listener = {
		.locked = handle_locked,
		.finished = handle_finished,
};

static void
handle_configure(void *data, struct ext_session_lock_surface_v1 *lock_surface,
		uint32_t serial, uint32_t width, uint32_t height)
{
	struct locker_cover *cover = data;
	struct locker *locker = cover->locker;

	cover->width = (int)width;
	cover->height = (int)height;
	ext_session_lock_surface_v1_ack_configure(lock_surface, serial);
	if (cover->buffer) {
		wl_buffer_destroy(cover->buffer);
	}
	cover->buffer = client_make_buffer(
			locker->shm, cover->width, cover->height, LOCKER_COLOR);
	wl_surface_attach(cover->surface, cover->buffer, 0, 0);
	wl_surface_damage_buffer(
			cover->surface, 0, 0, cover->width, cover->height);
	wl_surface_commit(cover->surface);
}

static const struct ext_session_lock_surface_v1_listener surface_listener = {
		.configure = handle_configure,
};

static void
handle_keymap(void *data, struct wl_keyboard *keyboard, uint32_t format,
		int32_t fd, uint32_t size)
{
	close(fd);
}

static void
handle_keyboard_enter(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		struct wl_surface *surface, struct wl_array *keys)
{
	((struct locker *)data)->has_keyboard = true;
	assert_int_equal(keys->size, 0); // what is held was pressed elsewhere
}

static void
handle_keyboard_leave(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		struct wl_surface *surface)
{
	((struct locker *)data)->has_keyboard = false;
}

static void
handle_key(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		uint32_t time, uint32_t key, uint32_t state)
{
	struct locker *locker = data;

	locker->keys++;
	locker->last_key = key;
	locker->last_pressed = state == WL_KEYBOARD_KEY_STATE_PRESSED;
}

static void
handle_modifiers(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		uint32_t depressed, uint32_t latched, uint32_t locked,
		uint32_t group)
{
}

static const struct wl_keyboard_listener keyboard_listener = {
		.keymap = handle_keymap,
		.enter = handle_keyboard_enter,
		.leave = handle_keyboard_leave,
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
	((struct locker *)data)->motions++;
}

static void
handle_button(void *data, struct wl_pointer *pointer, uint32_t serial,
		uint32_t time, uint32_t button, uint32_t state)
{
	((struct locker *)data)->buttons++;
}

static void
handle_axis(void *data, struct wl_pointer *pointer, uint32_t time,
		uint32_t axis, wl_fixed_t value)
{
	((struct locker *)data)->wheels++;
}

static const struct wl_pointer_listener pointer_listener = {
		.enter = handle_pointer_enter,
		.leave = handle_pointer_leave,
		.motion = handle_motion,
		.button = handle_button,
		.axis = handle_axis,
};

void
locker_init(struct locker *locker, struct scene *scene)
{
	struct client *client = &locker->client;

	*locker = (struct locker){0};
	client_init(client, scene, ROLE_LOCKER);
	locker->compositor = client_bind(client, &wl_compositor_interface, 4);
	locker->shm = client_bind(client, &wl_shm_interface, 1);
	locker->seat = client_bind(client, &wl_seat_interface, 1);
	locker->manager = client_bind(
			client, &ext_session_lock_manager_v1_interface, 1);
	locker->keyboard = wl_seat_get_keyboard(locker->seat);
	wl_keyboard_add_listener(locker->keyboard, &keyboard_listener, locker);
	locker->pointer = wl_seat_get_pointer(locker->seat);
	wl_pointer_add_listener(locker->pointer, &pointer_listener, locker);
	client_sync(client);
}

void
locker_ask(struct locker *locker)
{
	locker->lock = ext_session_lock_manager_v1_lock(locker->manager);
	ext_session_lock_v1_add_listener(locker->lock, &lock_listener, locker);
	client_sync(&locker->client);
}

static void
cover(struct locker *locker, struct wl_output *output)
{
	struct locker_cover *cover = &locker->covers[locker->n_covers++];

	cover->locker = locker;
	cover->output = output;
	cover->surface = wl_compositor_create_surface(locker->compositor);
	cover->lock_surface = ext_session_lock_v1_get_lock_surface(
			locker->lock, cover->surface, output);
	ext_session_lock_surface_v1_add_listener(
			cover->lock_surface, &surface_listener, cover);
}

void
locker_cover(struct locker *locker)
{
	struct client *client = &locker->client;
	int seen = 0;

	client_sync(client);
	for (int i = 0; i < client->n_globals; i++) {
		if (strcmp(client->globals[i].interface, "wl_output") != 0 ||
				seen++ < locker->n_covers) {
			continue;
		}
		assert_in_range(seen, 1, LOCKER_MAX_OUTPUTS);
		cover(locker,
				wl_registry_bind(client->registry,
						client->globals[i].name,
						&wl_output_interface, 1));
	}
	client_sync(client); // configured, and answered
	client_sync(client);
}

static bool
is_locked(void *user)
{
	struct locker *locker = user;

	client_sync(&locker->client);
	return locker->locked;
}

void
locker_lock(struct locker *locker)
{
	locker_ask(locker);
	assert_true(scene_pump(locker->client.scene, is_locked, locker));
	locker_cover(locker);
}

static void
let_go(struct locker *locker)
{
	for (int i = 0; i < locker->n_covers; i++) {
		struct locker_cover *cover = &locker->covers[i];

		wl_proxy_destroy((struct wl_proxy *)cover->lock_surface);
		wl_proxy_destroy((struct wl_proxy *)cover->surface);
		wl_proxy_destroy((struct wl_proxy *)cover->output);
		if (cover->buffer) {
			wl_proxy_destroy((struct wl_proxy *)cover->buffer);
		}
	}
	wl_proxy_destroy((struct wl_proxy *)locker->keyboard);
	wl_proxy_destroy((struct wl_proxy *)locker->pointer);
	wl_proxy_destroy((struct wl_proxy *)locker->seat);
	wl_proxy_destroy((struct wl_proxy *)locker->manager);
	wl_proxy_destroy((struct wl_proxy *)locker->shm);
	wl_proxy_destroy((struct wl_proxy *)locker->compositor);
	client_finish(&locker->client);
}

void
locker_kill(struct locker *locker)
{
	if (locker->lock) {
		wl_proxy_destroy((struct wl_proxy *)locker->lock);
	}
	let_go(locker);
}

void
locker_unlock(struct locker *locker)
{
	ext_session_lock_v1_unlock_and_destroy(locker->lock);
	client_sync(&locker->client);
	let_go(locker);
}
