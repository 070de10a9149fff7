// SPDX-License-Identifier: MIT
#include "zones/client/zone_settings.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"

struct setting {
	struct wl_list link; // zone_settings.list
	char *key; // owned
	char *value; // owned
};

static void
setting_destroy(struct setting *setting)
{
	wl_list_remove(&setting->link);
	free(setting->key);
	free(setting->value);
	free(setting);
}

static struct setting *
find(struct zone_settings *settings, const char *key)
{
	struct setting *setting;

	wl_list_for_each(setting, &settings->list, link) {
		if (strcmp(setting->key, key) == 0) {
			return setting;
		}
	}
	return NULL;
}

void
zone_settings_init(struct zone_settings *settings)
{
	wl_list_init(&settings->list);
}

void
zone_settings_finish(struct zone_settings *settings)
{
	struct setting *setting;
	struct setting *next;

	wl_list_for_each_safe(setting, next, &settings->list, link) {
		setting_destroy(setting);
	}
}

void
zone_settings_keep(struct zone_settings *settings, const char *key,
		const char *value)
{
	struct setting *setting = find(settings, key);

	if (!setting) {
		setting = xcalloc(1, sizeof(*setting));
		setting->key = xstrdup(key);
		wl_list_insert(settings->list.prev, &setting->link);
	}
	free(setting->value);
	setting->value = xstrdup(value);
}

void
zone_settings_forget(struct zone_settings *settings, const char *key,
		const char *value)
{
	struct setting *setting = find(settings, key);

	if (setting && strcmp(setting->value, value) == 0) {
		setting_destroy(setting);
	}
}

void
zone_settings_each(struct zone_settings *settings,
		void (*fn)(void *user, const char *key, const char *value),
		void *user)
{
	struct setting *setting;

	wl_list_for_each(setting, &settings->list, link) {
		fn(user, setting->key, setting->value);
	}
}
