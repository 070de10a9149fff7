// SPDX-License-Identifier: MIT
/* The pixels of one WINDOW_DUMP as a wlr_buffer: opaque XRGB8888, read-only.
 * The qube draws into them whenever it likes. */
#ifndef COMPOSITOR_QUBE_BUFFER_H
#define COMPOSITOR_QUBE_BUFFER_H

#include <stdbool.h>
#include <wlr/types/wlr_buffer.h>

#include "common/err.h"

struct arena;
struct arena_image;
struct gui_dump;

struct qube_buffer {
	struct wlr_buffer base;
	struct arena_image *image; // owned
};

/* Has one reference, the caller's: wlr_buffer_drop. NULL with err if the refs
 * are not of this arena: end the connection. */
struct qube_buffer *qube_buffer_create(struct arena *arena,
		const struct gui_dump *dump, struct err *err);

#endif
