// SPDX-License-Identifier: MIT
/* The pixels of one WINDOW_DUMP as a wlr_buffer: opaque XRGB8888, read-only.
 * The qube draws into them whenever it likes. */
#ifndef COMPOSITOR_QUBE_QUBE_BUFFER_H
#define COMPOSITOR_QUBE_QUBE_BUFFER_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/types/wlr_buffer.h>

#include "common/err.h"

struct arena;
struct arena_image;
struct gui_dump;

/* How much of pictures a renderer has read: a GL renderer copies all it reads,
 * and reads nothing twice that did not change. */
struct qube_buffer_reads {
	uint64_t times;
	uint64_t rows;
	uint64_t bytes;
};

struct qube_buffer {
	struct wlr_buffer base;
	struct arena_image *image; // owned by the whole
	// of a part only:
	struct qube_buffer *whole; // locked; NULL: this is the whole
	uint32_t y; // its first row
	struct qube_buffer_reads *reads; // borrowed
	bool quiet; // not counted now
};

/* Has one reference, the caller's: wlr_buffer_drop. NULL with err if the refs
 * are not of this arena: end the connection. */
struct qube_buffer *qube_buffer_create(struct arena *arena,
		const struct gui_dump *dump, struct err *err);

/* Rows of it (inside the picture), of any number of parts, for the scene.
 * Locked for the caller, who unlocks it when done. */
struct qube_buffer *qube_buffer_create_part(struct qube_buffer *whole,
		uint32_t y, uint32_t rows, struct qube_buffer_reads *reads);

#endif
