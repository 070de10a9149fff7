// SPDX-License-Identifier: MIT
#include "compositor/ui/image.h"

#include <drm_fourcc.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>
#include <wlr/interfaces/wlr_buffer.h>

#include "common/log.h"
#include "common/mem.h"
#include "compositor/wlr_compat.h"

struct image {
	struct wlr_buffer base;
	struct wl_list link; // server.images
	cairo_surface_t *surface; // owned
	char *key; // owned
	uint64_t hash; // of key
};

static void
image_destroy(struct wlr_buffer *base)
{
	struct image *image = wl_container_of(base, image, base);

	wlr_compat_buffer_finish(base);
	wl_list_remove(&image->link);
	cairo_surface_destroy(image->surface);
	free(image->key);
	free(image);
}

static bool
image_begin_data_ptr_access(struct wlr_buffer *base, uint32_t flags,
		void **data, uint32_t *format, size_t *stride)
{
	struct image *image = wl_container_of(base, image, base);

	if (flags & WLR_BUFFER_DATA_PTR_ACCESS_WRITE) {
		return false;
	}
	*data = cairo_image_surface_get_data(image->surface);
	*format = cairo_image_surface_get_format(image->surface) ==
					CAIRO_FORMAT_RGB24
			? DRM_FORMAT_XRGB8888
			: DRM_FORMAT_ARGB8888;
	*stride = (size_t)cairo_image_surface_get_stride(image->surface);
	return true;
}

static void
image_end_data_ptr_access(struct wlr_buffer *base)
{
	(void)base; // the pixels stay where they are
}

static const struct wlr_buffer_impl image_impl = {
		.destroy = image_destroy,
		.begin_data_ptr_access = image_begin_data_ptr_access,
		.end_data_ptr_access = image_end_data_ptr_access,
};

static uint64_t
hash_key(const char *key)
{
	uint64_t hash = 14695981039346656037u; // FNV-1a

	for (; *key != '\0'; key++) {
		hash = (hash ^ (unsigned char)*key) * 1099511628211u;
	}
	return hash;
}

static struct image *
find(struct wl_list *images, const struct image_spec *spec, uint64_t hash)
{
	struct image *image;

	wl_list_for_each(image, images, link) {
		if (image->hash == hash && image->base.width == spec->width &&
				image->base.height == spec->height &&
				strcmp(image->key, spec->key) == 0) {
			return image;
		}
	}
	return NULL;
}

static cairo_surface_t *
paint(const struct image_spec *spec)
{
	cairo_surface_t *surface = cairo_image_surface_create(
			spec->opaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32,
			spec->width, spec->height);
	cairo_t *cr = cairo_create(surface);

	spec->paint(spec->user, cr, spec->width, spec->height);
	cairo_destroy(cr);
	cairo_surface_flush(surface);
	if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
		log_err("cannot draw %d x %d pixels: %s", spec->width,
				spec->height,
				cairo_status_to_string(
						cairo_surface_status(surface)));
		cairo_surface_destroy(surface);
		return NULL;
	}
	return surface;
}

struct wlr_buffer *
image_get(struct wl_list *images, const struct image_spec *spec)
{
	uint64_t hash = hash_key(spec->key);
	struct image *image = find(images, spec, hash);
	cairo_surface_t *surface;

	if (image) {
		return wlr_buffer_lock(&image->base);
	}
	surface = paint(spec);
	if (!surface) {
		return NULL;
	}
	image = xcalloc(1, sizeof(*image));
	wlr_buffer_init(&image->base, &image_impl, spec->width, spec->height);
	wl_list_insert(images, &image->link);
	image->surface = surface;
	image->key = xstrdup(spec->key);
	image->hash = hash;
	wlr_buffer_lock(&image->base);
	wlr_buffer_drop(&image->base); // its users alone keep it
	return &image->base;
}
