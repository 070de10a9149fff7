// SPDX-License-Identifier: MIT
/* Reads the clipboard of trusted programs as text, without waiting for them. */
#ifndef COMPOSITOR_CLIPBOARD_LOCAL_CLIP_H
#define COMPOSITOR_CLIPBOARD_LOCAL_CLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct local_clip;
struct wl_event_loop;
struct wlr_seat;

/* All of it; too_big: more than limit, data is empty then. The reader may be
 * destroyed in it. */
typedef void (*local_clip_fn)(
		void *user, const uint8_t *data, size_t len, bool too_big);

/* Starts to read what the seat's selection offers as text; NULL if it offers
 * none. fn is called at most once, from the loop. */
struct local_clip *local_clip_create(struct wl_event_loop *loop,
		struct wlr_seat *seat, size_t limit, local_clip_fn fn,
		void *user);
void local_clip_destroy(struct local_clip *clip); // NULL is allowed

#endif
