// SPDX-License-Identifier: MIT
#include "compositor/roles.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/log.h"
#include "common/mem.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

#define ALL \
	(ROLE_APP | ROLE_PANEL | ROLE_SETTINGS | ROLE_LOCKER | ROLE_IDLE | \
			ROLE_CLIPBOARD | ROLE_CAPTURE | ROLE_KEYBOARD | \
			ROLE_TEST)

/* ROLE_TEST is in every row. */
static const struct {
	const char *interface;
	unsigned int roles;
} globals[] = {
		// windows
		{"wl_compositor", ALL},
		{"wl_subcompositor", ALL},
		{"wl_shm", ALL},
		{"wl_seat", ALL},
		{"wl_output", ALL},
		{"wl_data_device_manager", ALL},
		{"xdg_wm_base", ALL},
		{"xdg_activation_v1", ALL},
		{"zxdg_decoration_manager_v1", ALL},
		{"org_kde_kwin_server_decoration_manager", ALL},
		{"zxdg_output_manager_v1", ALL},
		{"zxdg_exporter_v1", ALL},
		{"zxdg_importer_v1", ALL},
		{"zxdg_exporter_v2", ALL},
		{"zxdg_importer_v2", ALL},
		{"zwp_linux_dmabuf_v1", ALL},
		{"zwp_primary_selection_device_manager_v1", ALL},
		{"zwp_idle_inhibit_manager_v1", ALL},
		{"wp_viewporter", ALL},
		{"wp_fractional_scale_manager_v1", ALL},
		{"wp_presentation", ALL},
		{"wp_cursor_shape_manager_v1", ALL},
		{"wp_single_pixel_buffer_manager_v1", ALL},
		{"wp_alpha_modifier_v1", ALL},
		// input for the window that has it anyway
		{"zwp_text_input_manager_v3", ALL},
		{"zwp_relative_pointer_manager_v1", ALL},
		{"zwp_pointer_constraints_v1", ALL},
		{"zwp_pointer_gestures_v1", ALL},
		// furniture
		{"zwlr_layer_shell_v1",
				ROLE_PANEL | ROLE_CAPTURE | ROLE_KEYBOARD |
						ROLE_TEST},
		{"zwlr_foreign_toplevel_manager_v1", ROLE_PANEL | ROLE_TEST},
		{"ext_foreign_toplevel_list_v1", ROLE_PANEL | ROLE_TEST},
		{"ext_workspace_manager_v1", ROLE_PANEL | ROLE_TEST},
		// the session
		{"zwlr_output_manager_v1", ROLE_SETTINGS | ROLE_TEST},
		{"zwlr_output_power_manager_v1", ROLE_SETTINGS | ROLE_TEST},
		{"zwlr_gamma_control_manager_v1", ROLE_SETTINGS | ROLE_TEST},
		{"ext_session_lock_manager_v1", ROLE_LOCKER | ROLE_TEST},
		{"ext_idle_notifier_v1", ROLE_IDLE | ROLE_PANEL | ROLE_TEST},
		// what sees or types more than its own
		{"zwlr_data_control_manager_v1", ROLE_CLIPBOARD | ROLE_TEST},
		{"zwlr_screencopy_manager_v1", ROLE_CAPTURE | ROLE_TEST},
		{"zwp_input_method_manager_v2", ROLE_KEYBOARD | ROLE_TEST},
		{"zwp_virtual_keyboard_manager_v1", ROLE_KEYBOARD | ROLE_TEST},
		{"zwlr_virtual_pointer_manager_v1", ROLE_TEST},
};

static const struct {
	const char *name;
	enum role role;
} names[] = {
		{"app", ROLE_APP},
		{"panel", ROLE_PANEL},
		{"settings", ROLE_SETTINGS},
		{"locker", ROLE_LOCKER},
		{"idle", ROLE_IDLE},
		{"clipboard", ROLE_CLIPBOARD},
		{"capture", ROLE_CAPTURE},
		{"keyboard", ROLE_KEYBOARD},
		{"test", ROLE_TEST},
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
roles_allows(unsigned int set, const char *interface)
{
	return lookup(interface) & set;
}

/* A client's user data is its set; without one it sees nothing. */
unsigned int
roles_get_client(const struct wl_client *client)
{
	return (unsigned int)(uintptr_t)wl_client_get_user_data(
			(struct wl_client *)client);
}

static bool
filter(const struct wl_client *client, const struct wl_global *global, void *data)
{
	const char *interface = wl_global_get_interface(global)->name;
	struct roles *roles = data;

	if (lookup(interface) == 0 && !roles->unlisted) {
		roles->unlisted = interface;
		log_err("no role may use %s: it has no entry in the list",
				interface);
	}
	return roles_allows(roles_get_client(client), interface);
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
roles_add_client(struct roles *roles, int fd, unsigned int set)
{
	struct wl_client *client = wl_client_create(roles->display, fd);

	if (!client) {
		close(fd);
		return NULL;
	}
	wl_client_set_user_data(client, (void *)(uintptr_t)set, NULL);
	return client;
}

const char *
roles_get_unlisted(const struct roles *roles)
{
	return roles->unlisted;
}

static unsigned int
find(const char *name)
{
	for (size_t i = 0; i < LENGTH(names); i++) {
		if (strcmp(names[i].name, name) == 0) {
			return names[i].role;
		}
	}
	return 0;
}

int
roles_parse(const char *text, unsigned int *set, struct err *err)
{
	char *copy = xstrdup(text);
	char *rest = NULL;
	unsigned int all = 0;
	int result = 0;

	for (char *name = strtok_r(copy, " ", &rest); name && result == 0;
			name = strtok_r(NULL, " ", &rest)) {
		unsigned int role = find(name);

		if (role == 0) {
			result = err_set(err,
					"\"%s\" is not a role (app, "
					"panel, settings, locker, idle, "
					"clipboard, capture, keyboard, "
					"test)",
					name);
		}
		all |= role;
	}
	free(copy);
	if (result == 0 && all == 0) {
		return err_set(err, "a program needs a role");
	}
	*set = all;
	return result;
}

char *
roles_format(unsigned int set)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < LENGTH(names); i++) {
		if (set & names[i].role) {
			char *longer = xformat("%s%s%s", text,
					text[0] ? " " : "", names[i].name);

			free(text);
			text = longer;
		}
	}
	return text;
}
