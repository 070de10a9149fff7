// SPDX-License-Identifier: MIT
/* Hands an arena image to wlroots. get_shm is not offered: the memory would
 * then be shared with programs that we are nested in. */
#include "compositor/qube/qube_buffer.h"

#include <drm_fourcc.h>
#include <stdlib.h>
#include <wlr/interfaces/wlr_buffer.h>

#include "common/mem.h"
#include "compositor/qube/arena_image.h"
#include "compositor/wlr_compat.h"
#include "protocols/gui/wire.h"

static void
handle_destroy(struct wlr_buffer *base)
{
	struct qube_buffer *buffer = wl_container_of(base, buffer, base);

	wlr_compat_buffer_finish(base);
	if (buffer->whole) {
		wlr_buffer_unlock(&buffer->whole->base);
	} else {
		arena_image_destroy(buffer->image);
	}
	free(buffer);
}

static bool
handle_begin_access(struct wlr_buffer *base, uint32_t flags, void **data,
		uint32_t *format, size_t *stride)
{
	struct qube_buffer *buffer = wl_container_of(base, buffer, base);

	if (flags & WLR_BUFFER_DATA_PTR_ACCESS_WRITE) {
		return false;
	}
	*stride = (size_t)buffer->image->width * 4;
	*data = (void *)(buffer->image->data + buffer->y * *stride);
	*format = DRM_FORMAT_XRGB8888;
	if (buffer->reads && !buffer->quiet) {
		buffer->reads->times++;
		buffer->reads->rows += (uint64_t)base->height;
		buffer->reads->bytes += (uint64_t)base->height * *stride;
	}
	return true;
}

static void
handle_end_access(struct wlr_buffer *base)
{
}

static const struct wlr_buffer_impl buffer_impl = {
		.destroy = handle_destroy,
		.begin_data_ptr_access = handle_begin_access,
		.end_data_ptr_access = handle_end_access,
};

struct qube_buffer *
qube_buffer_create(struct arena *arena, const struct gui_dump *dump,
		struct err *err)
{
	struct arena_image *image = arena_image_create(arena, dump, err);
	struct qube_buffer *buffer;

	if (!image) {
		return NULL;
	}
	buffer = xcalloc(1, sizeof(*buffer));
	buffer->image = image;
	wlr_buffer_init(&buffer->base, &buffer_impl, (int)dump->width,
			(int)dump->height);
	return buffer;
}

struct qube_buffer *
qube_buffer_create_part(struct qube_buffer *whole, uint32_t y, uint32_t rows,
		struct qube_buffer_reads *reads)
{
	struct qube_buffer *part = xcalloc(1, sizeof(*part));

	wlr_buffer_lock(&whole->base);
	part->whole = whole;
	part->image = whole->image;
	part->y = y;
	part->reads = reads;
	wlr_buffer_init(&part->base, &buffer_impl, (int)whole->image->width,
			(int)rows);
	wlr_buffer_lock(&part->base);
	wlr_buffer_drop(&part->base);
	return part;
}
