// SPDX-License-Identifier: MIT
#include "qube/agent/pixels.h"

#include <drm_fourcc.h>
#include <stdlib.h>
#include <wlr/interfaces/wlr_buffer.h>

#include "common/bytes.h"
#include "common/mem.h"
#include "protocols/gui/wire.h"
#include "qube/agent/wlr_compat.h"

static void
pixels_destroy(struct wlr_buffer *buffer)
{
	struct pixels *pixels = wl_container_of(buffer, pixels, base);

	wlr_compat_buffer_finish(buffer);
	arena_pool_give(pixels->allocator->pool, &pixels->run,
			*pixels->allocator->dumps);
	free(pixels);
}

static bool
pixels_begin_data_ptr_access(struct wlr_buffer *buffer, uint32_t flags,
		void **data, uint32_t *format, size_t *stride)
{
	struct pixels *pixels = wl_container_of(buffer, pixels, base);

	if (flags & WLR_BUFFER_DATA_PTR_ACCESS_WRITE) {
		pixels->allocator->stats->passes++;
	}
	*data = pixels->run.data;
	*format = DRM_FORMAT_XRGB8888;
	*stride = (size_t)buffer->width * 4;
	return true;
}

static void
pixels_end_data_ptr_access(struct wlr_buffer *buffer)
{
}

static const struct wlr_buffer_impl pixels_impl = {
		.destroy = pixels_destroy,
		.begin_data_ptr_access = pixels_begin_data_ptr_access,
		.end_data_ptr_access = pixels_end_data_ptr_access,
};

/* Gives the reserved memory back, if there is some. */
static void
drop_reserved(struct pixels_allocator *allocator)
{
	if (allocator->reserved.segment != NULL) {
		arena_pool_give(allocator->pool, &allocator->reserved,
				*allocator->dumps);
		allocator->reserved = (struct arena_run){0};
	}
}

bool
pixels_allocator_reserve(struct pixels_allocator *allocator, int width, int height)
{
	size_t size = (size_t)width * (size_t)height * 4;

	if (width <= 0 || width > GUI_MAX_WIDTH || height <= 0 ||
			height > GUI_MAX_HEIGHT) {
		return false;
	}
	if (allocator->reserved.segment != NULL &&
			allocator->reserved_size == size) {
		return true;
	}
	drop_reserved(allocator);
	allocator->reserved_size = size;
	return arena_pool_take(allocator->pool, size, &allocator->reserved);
}

static struct wlr_buffer *
allocator_create_buffer(struct wlr_allocator *base, int width, int height,
		const struct wlr_drm_format *format)
{
	struct pixels_allocator *allocator =
			wl_container_of(base, allocator, base);

	if (!pixels_allocator_reserve(allocator, width, height)) {
		return NULL;
	}

	struct pixels *pixels = xcalloc(1, sizeof(*pixels));
	pixels->allocator = allocator;
	pixels->run = allocator->reserved;
	allocator->reserved = (struct arena_run){0};
	wlr_buffer_init(&pixels->base, &pixels_impl, width, height);
	allocator->stats->buffers++;
	return &pixels->base;
}

static void
allocator_destroy(struct wlr_allocator *base)
{
	struct pixels_allocator *allocator =
			wl_container_of(base, allocator, base);

	drop_reserved(allocator);
	free(allocator);
}

static const struct wlr_allocator_interface allocator_impl = {
		.create_buffer = allocator_create_buffer,
		.destroy = allocator_destroy,
};

struct pixels_allocator *
pixels_allocator_create(struct arena_pool *pool, struct pixels_stats *stats,
		const uint64_t *dumps)
{
	struct pixels_allocator *allocator = xcalloc(1, sizeof(*allocator));

	wlr_allocator_init(&allocator->base, &allocator_impl,
			WLR_BUFFER_CAP_DATA_PTR);
	allocator->pool = pool;
	allocator->stats = stats;
	allocator->dumps = dumps;
	return allocator;
}

struct pixels *
pixels_try_from(struct wlr_buffer *buffer)
{
	struct pixels *pixels;

	if (buffer == NULL || buffer->impl != &pixels_impl) {
		return NULL;
	}
	return wl_container_of(buffer, pixels, base);
}
