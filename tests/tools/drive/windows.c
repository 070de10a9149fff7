// SPDX-License-Identifier: MIT
/* The titles of all windows, as the compositor lists them for panels. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drive.h"
#include "ext-foreign-toplevel-list-client-protocol.h"

#define MAX_WINDOWS 1024
#define TITLE_SIZE 24

struct listing {
	struct ext_foreign_toplevel_list_v1 *list;
	struct ext_foreign_toplevel_handle_v1 *handles[MAX_WINDOWS];
	char titles[MAX_WINDOWS][TITLE_SIZE];
	size_t n;
};

static void
handle_closed(void *data, struct ext_foreign_toplevel_handle_v1 *handle)
{
	((char *)data)[0] = '\0';
}

static void
handle_done(void *data, struct ext_foreign_toplevel_handle_v1 *handle)
{
}

static void
handle_title(void *data, struct ext_foreign_toplevel_handle_v1 *handle,
		const char *title)
{
	snprintf(data, TITLE_SIZE, "%s", title);
	for (char *c = data; *c; c++) {
		*c = *c == ' ' || *c == '\n' ? '_' : *c;
	}
}

static void
handle_text(void *data, struct ext_foreign_toplevel_handle_v1 *handle,
		const char *text)
{
}

static const struct ext_foreign_toplevel_handle_v1_listener handle_listener = {
		.closed = handle_closed,
		.done = handle_done,
		.title = handle_title,
		.app_id = handle_text,
		.identifier = handle_text,
};

static void
handle_toplevel(void *data, struct ext_foreign_toplevel_list_v1 *list,
		struct ext_foreign_toplevel_handle_v1 *handle)
{
	struct listing *listing = data;

	if (listing->n == MAX_WINDOWS) {
		ext_foreign_toplevel_handle_v1_destroy(handle);
		return;
	}
	ext_foreign_toplevel_handle_v1_add_listener(
			handle, &handle_listener, listing->titles[listing->n]);
	listing->handles[listing->n++] = handle;
}

static void
handle_finished(void *data, struct ext_foreign_toplevel_list_v1 *list)
{
}

static const struct ext_foreign_toplevel_list_v1_listener list_listener = {
		.toplevel = handle_toplevel,
		.finished = handle_finished,
};

static void
handle_global(void *data, struct wl_registry *registry, uint32_t name,
		const char *interface, uint32_t version)
{
	struct listing *listing = data;

	if (strcmp(interface, ext_foreign_toplevel_list_v1_interface.name) == 0) {
		listing->list = wl_registry_bind(registry, name,
				&ext_foreign_toplevel_list_v1_interface, 1);
		ext_foreign_toplevel_list_v1_add_listener(
				listing->list, &list_listener, listing);
	}
}

static void
handle_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
		.global = handle_global, .global_remove = handle_global_remove};

bool
drive_windows_list(struct drive *drive, char *answer, size_t size,
		const char **why)
{
	struct wl_registry *registry = wl_display_get_registry(drive->display);
	struct listing *listing = calloc(1, sizeof(*listing));
	size_t used = 0;

	*why = "there is no list of windows";
	wl_registry_add_listener(registry, &registry_listener, listing);
	wl_display_roundtrip(drive->display);
	if (listing->list) {
		// the windows, then what each one is
		wl_display_roundtrip(drive->display);
		ext_foreign_toplevel_list_v1_stop(listing->list);
		wl_display_roundtrip(drive->display);
		ext_foreign_toplevel_list_v1_destroy(listing->list);
		*why = NULL;
	}
	for (size_t i = 0; i < listing->n; i++) {
		ext_foreign_toplevel_handle_v1_destroy(listing->handles[i]);
		if (listing->titles[i][0] && used + TITLE_SIZE + 1 < size) {
			used += (size_t)snprintf(answer + used, size - used,
					"%s ", listing->titles[i]);
		}
	}
	wl_registry_destroy(registry);
	free(listing);
	return *why == NULL;
}
