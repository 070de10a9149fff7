// SPDX-License-Identifier: MIT
/* The one text that was copied and not yet pasted: kept for a while at most,
 * and overwritten when it goes. */
#ifndef COMPOSITOR_CLIPBOARD_CLIP_STORE_H
#define COMPOSITOR_CLIPBOARD_CLIP_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compositor/clipboard/clip_policy.h"

struct wl_event_loop;
struct wl_event_source;

struct clip_store {
	uint8_t *text; // owned; NULL: nothing is kept
	size_t len;
	struct clip_party source;
	struct wl_event_source *timer; // owned
	void (*expired)(void *user); // its time is over; it is still there
	void *user;
};

void clip_store_init(struct clip_store *store, struct wl_event_loop *loop,
		void (*expired)(void *user), void *user);
void clip_store_finish(struct clip_store *store);

/* Keeps a copy for so many seconds (0: for any time) instead of what was
 * there. False, and nothing is kept, if memory is gone. */
bool clip_store_put(struct clip_store *store, const struct clip_party *source,
		const uint8_t *data, size_t len, int seconds);

/* Overwrites and frees the text. */
void clip_store_wipe(struct clip_store *store);

#endif
