// SPDX-License-Identifier: MIT
/* Hands an arena image to wlroots. get_shm is not offered: the memory would
 * then be shared with programs that we are nested in. */
#include "compositor/qube_buffer.h"

#include <drm_fourcc.h>
#include <stdlib.h>
#include <wlr/interfaces/wlr_buffer.h>

#include "common/mem.h"
#include "compositor/arena_image.h"
#include "compositor/wlr_compat.h"
#include "protocols/gui/wire.h"

static void
handle_destroy(struct wlr_buffer *base)
{
	struct qube_buffer *buffer = wl_container_of(base, buffer, base);

	wlr_compat_buffer_finish(base);
	arena_image_destroy(buffer->image);
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
	*data = (void *)buffer->image->data;
	*format = DRM_FORMAT_XRGB8888;
	*stride = (size_t)buffer->image->width * 4;
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
