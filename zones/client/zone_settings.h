// SPDX-License-Identifier: MIT
/* What was published, to be told to the next zone service: zone_client.c's. */
#ifndef ZONES_CLIENT_ZONE_SETTINGS_H
#define ZONES_CLIENT_ZONE_SETTINGS_H

#include <wayland-util.h>

struct zone_settings {
	struct wl_list list;
};

void zone_settings_init(struct zone_settings *settings);
void zone_settings_finish(struct zone_settings *settings);

/* Stores copies; the key's earlier value is replaced. */
void zone_settings_keep(struct zone_settings *settings, const char *key,
		const char *value);

/* Removes the key if it (still) has this value. */
void zone_settings_forget(struct zone_settings *settings, const char *key,
		const char *value);

/* Calls fn for each. */
void zone_settings_each(struct zone_settings *settings,
		void (*fn)(void *user, const char *key, const char *value),
		void *user);

#endif
