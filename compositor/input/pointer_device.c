// SPDX-License-Identifier: MIT
/* The devices that move the pointer. */
#include <stdlib.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_input_device.h>

#include "common/mem.h"
#include "compositor/input/cursor.h"
#include "compositor/input/input_device.h"
#include "compositor/input/pointer_impl.h"
#include "compositor/server.h"

struct device {
	struct wl_list link; // pointer.devices
	struct pointer *pointer; // borrowed
	struct wlr_input_device *input; // borrowed
	bool is_virtual; // a program moves it
	struct wl_listener destroy;
};

static void
handle_device_destroy(struct wl_listener *listener, void *data)
{
	struct device *device = wl_container_of(listener, device, destroy);
	struct pointer *pointer = device->pointer;

	wl_list_remove(&device->destroy.link);
	wl_list_remove(&device->link);
	free(device);
	cursor_set_shown(pointer->cursor, pointer_has_devices(pointer));
}

void
pointer_add_device(struct pointer *pointer, struct wlr_input_device *input,
		bool is_virtual, struct wlr_output *output)
{
	struct device *device = xcalloc(1, sizeof(*device));

	device->pointer = pointer;
	device->input = input;
	device->is_virtual = is_virtual;
	device->destroy.notify = handle_device_destroy;
	wl_signal_add(&input->events.destroy, &device->destroy);
	wl_list_insert(&pointer->devices, &device->link);
	wlr_cursor_attach_input_device(pointer->wlr_cursor, input);
	input_device_configure(input, pointer->server->config);
	if (output) {
		wlr_cursor_map_input_to_output(
				pointer->wlr_cursor, input, output);
	}
	cursor_set_shown(pointer->cursor, true);
}

bool
pointer_is_virtual(const struct pointer *pointer,
		const struct wlr_input_device *input)
{
	const struct device *device;

	wl_list_for_each(device, &pointer->devices, link) {
		if (device->input == input) {
			return device->is_virtual;
		}
	}
	return false;
}

bool
pointer_has_devices(const struct pointer *pointer)
{
	return !wl_list_empty(&pointer->devices);
}

void
pointer_configure(struct pointer *pointer)
{
	struct device *device;

	cursor_configure(pointer->cursor, pointer->server->config);
	wl_list_for_each(device, &pointer->devices, link) {
		input_device_configure(device->input, pointer->server->config);
	}
}

void
pointer_finish_devices(struct pointer *pointer)
{
	struct device *device, *tmp;

	wl_list_for_each_safe(device, tmp, &pointer->devices, link) {
		wl_list_remove(&device->destroy.link);
		wl_list_remove(&device->link);
		free(device);
	}
}
