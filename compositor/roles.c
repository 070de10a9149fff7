// SPDX-License-Identifier: MIT
#include "compositor/roles.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/log.h"
#include "common/mem.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

#define APP (1u << ROLE_APP)
#define PANEL (1u << ROLE_PANEL)
#define SETTINGS (1u << ROLE_SETTINGS)
#define TEST (1u << ROLE_TEST)
#define ALL (APP | PANEL | SETTINGS | TEST)

static const struct {
	const char *interface;
	unsigned int roles;
} globals[] = {
		{"wl_compositor", ALL},
		{"wl_subcompositor", ALL},
		{"wl_shm", ALL},
		{"wl_seat", ALL},
		{"wl_output", ALL},
		{"wl_data_device_manager", ALL},
		{"xdg_wm_base", ALL},
		{"zxdg_decoration_manager_v1", ALL},
		{"org_kde_kwin_server_decoration_manager", ALL},
		{"zxdg_output_manager_v1", ALL},
		{"zwp_linux_dmabuf_v1", ALL},
		{"zwp_primary_selection_device_manager_v1", ALL},
		{"wp_viewporter", ALL},
		{"wp_fractional_scale_manager_v1", ALL},
		{"wp_presentation", ALL},
		{"wp_cursor_shape_manager_v1", ALL},
		{"wp_single_pixel_buffer_manager_v1", ALL},
		{"zwlr_output_manager_v1", SETTINGS | TEST},
		{"zwlr_screencopy_manager_v1", TEST},
		{"zwp_virtual_keyboard_manager_v1", TEST},
		{"zwlr_virtual_pointer_manager_v1", TEST},
};

static const char *const role_names[ROLE_COUNT] = {
		[ROLE_APP] = "app",
		[ROLE_PANEL] = "panel",
		[ROLE_SETTINGS] = "settings",
		[ROLE_TEST] = "test",
};

struct roles {
	struct wl_display *display; // borrowed
	const char *unlisted; // may be NULL
};

static unsigned int
lookup(const char *interface)
{
	for (size_t i = 0; i < LENGTH(globals); i++) {
		if (strcmp(globals[i].interface, interface) == 0) {
			return globals[i].roles;
		}
	}
	return 0;
}

bool
roles_allows(enum role role, const char *interface)
{
	return lookup(interface) & (1u << role);
}

/* A client's user data points at its role's name; no data, no role. */
static bool
filter(const struct wl_client *client, const struct wl_global *global, void *data)
{
	const char *interface = wl_global_get_interface(global)->name;
	const char *const *name =
			wl_client_get_user_data((struct wl_client *)client);
	struct roles *roles = data;

	if (lookup(interface) == 0 && !roles->unlisted) {
		roles->unlisted = interface;
		log_err("no role may use %s: it has no entry in the list",
				interface);
	}
	return name && roles_allows((enum role)(name - role_names), interface);
}

struct roles *
roles_create(struct wl_display *display)
{
	struct roles *roles = xcalloc(1, sizeof(*roles));

	roles->display = display;
	wl_display_set_global_filter(display, filter, roles);
	return roles;
}

void
roles_destroy(struct roles *roles)
{
	if (!roles) {
		return;
	}
	wl_display_set_global_filter(roles->display, NULL, NULL);
	free(roles);
}

struct wl_client *
roles_add_client(struct roles *roles, int fd, enum role role)
{
	struct wl_client *client = wl_client_create(roles->display, fd);

	if (!client) {
		close(fd);
		return NULL;
	}
	wl_client_set_user_data(client, (void *)&role_names[role], NULL);
	return client;
}

const char *
roles_get_unlisted(const struct roles *roles)
{
	return roles->unlisted;
}

int
roles_parse(const char *text, enum role *role, struct err *err)
{
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		if (strcmp(role_names[i], text) == 0) {
			*role = (enum role)i;
			return 0;
		}
	}
	return err_set(err, "\"%s\" is not a role (app, panel, settings, test)",
			text);
}

const char *
roles_get_name(enum role role)
{
	return role_names[role];
}
