// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // explicit_bzero
#include "compositor/clipboard/clip_store.h"

#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>

static int
handle_timer(void *data)
{
	struct clip_store *store = data;

	if (store->text) {
		store->expired(store->user);
	}
	clip_store_wipe(store);
	return 0;
}

void
clip_store_init(struct clip_store *store, struct wl_event_loop *loop,
		void (*expired)(void *user), void *user)
{
	*store = (struct clip_store){.expired = expired, .user = user};
	store->timer = wl_event_loop_add_timer(loop, handle_timer, store);
}

void
clip_store_finish(struct clip_store *store)
{
	clip_store_wipe(store);
	wl_event_source_remove(store->timer);
}

bool
clip_store_put(struct clip_store *store, const struct clip_party *source,
		const uint8_t *data, size_t len, int seconds)
{
	clip_store_wipe(store);
	store->text = malloc(len > 0 ? len : 1);
	if (!store->text) {
		return false;
	}
	memcpy(store->text, data, len);
	store->len = len;
	store->source = *source;
	wl_event_source_timer_update(store->timer, seconds * 1000);
	return true;
}

void
clip_store_wipe(struct clip_store *store)
{
	if (store->text) {
		explicit_bzero(store->text, store->len);
	}
	free(store->text);
	store->text = NULL;
	store->len = 0;
	wl_event_source_timer_update(store->timer, 0);
}
