// SPDX-License-Identifier: MIT
/*
 * Pictures, their cache and their damage. What the scene is told makes it look
 * at a picture anew, so damage of many messages is one call per frame.
 */
#include "compositor/qube/qube_surface.h"

#include <string.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/qube/arena_image.h"
#include "compositor/qube/qube_buffer.h"
#include "compositor/server.h"
#include "protocols/gui/wire.h"

#define MAX_RECTS 64 // of gathered damage; beyond, their bounds are taken

// shown where a window has no picture: 1.0 agents, and while it grows
static const float background_color[4] = {0.91f, 0.91f, 0.91f, 1};

/* Changed and seen: the next frame shows it. */
static void
enlist(struct qube_surface *surface)
{
	if (surface->changed && wl_list_empty(&surface->link)) {
		wl_list_insert(&surface->server->changed, &surface->link);
	}
}

static void
handle_appear(struct qube_bands *bands)
{
	struct qube_surface *surface = wl_container_of(bands, surface, bands);

	enlist(surface);
}

void
qube_surface_init(struct qube_surface *surface, struct server *server,
		struct wlr_scene_tree *parent)
{
	*surface = (struct qube_surface){.server = server, .plane = {.scale = 1}};
	wl_list_init(&surface->link);
	surface->background =
			wlr_scene_rect_create(parent, 0, 0, background_color);
	qube_bands_init(&surface->bands, server, parent, handle_appear);
	pixman_region32_init(&surface->damage);
}

void
qube_surface_finish(struct qube_surface *surface)
{
	qube_surface_show(surface, NULL, 0, 0);
	qube_surface_forget(surface, false);
	qube_bands_finish(&surface->bands);
	wl_list_remove(&surface->link);
	pixman_region32_fini(&surface->damage);
}

static void
cache_drop(struct qube_surface *surface, int i)
{
	struct qube_buffer *buffer = surface->cache[i];

	memmove(&surface->cache[i], &surface->cache[i + 1],
			sizeof(surface->cache[0]) *
					(size_t)(QUBE_SURFACE_CACHE - 1 - i));
	surface->cache[QUBE_SURFACE_CACHE - 1] = NULL;
	wlr_buffer_drop(&buffer->base);
}

/* Puts a picture in front; room must be there. */
static void
cache_push(struct qube_surface *surface, struct qube_buffer *buffer)
{
	memmove(&surface->cache[1], &surface->cache[0],
			sizeof(surface->cache[0]) * (QUBE_SURFACE_CACHE - 1));
	surface->cache[0] = buffer;
}

static struct qube_buffer *
cache_find(struct qube_surface *surface, struct arena *arena,
		const struct gui_dump *dump)
{
	for (int i = 0; i < QUBE_SURFACE_CACHE && surface->cache[i]; i++) {
		struct qube_buffer *buffer = surface->cache[i];

		if (arena_image_is_of(buffer->image, arena, dump)) {
			memmove(&surface->cache[1], &surface->cache[0],
					sizeof(surface->cache[0]) * (size_t)i);
			surface->cache[0] = buffer;
			return buffer;
		}
	}
	return NULL;
}

/* Makes room for a picture of this size: those of other sizes go first. */
static void
cache_make_room(struct qube_surface *surface, uint32_t width, uint32_t height)
{
	for (int i = QUBE_SURFACE_CACHE - 1; i >= 0; i--) {
		struct qube_buffer *buffer = surface->cache[i];

		if (buffer &&
				(buffer->image->width != width ||
						buffer->image->height != height)) {
			cache_drop(surface, i);
		}
	}
	if (surface->cache[QUBE_SURFACE_CACHE - 1]) {
		cache_drop(surface, QUBE_SURFACE_CACHE - 1);
	}
}

struct qube_buffer *
qube_surface_import(struct qube_surface *surface, struct arena *arena,
		const struct gui_dump *dump, struct err *err)
{
	struct qube_buffer *buffer = cache_find(surface, arena, dump);

	if (buffer) {
		arena_image_touch(buffer->image, 0, buffer->image->height);
		return buffer;
	}
	cache_make_room(surface, dump->width, dump->height);
	buffer = qube_buffer_create(arena, dump, err);
	if (buffer) {
		cache_push(surface, buffer);
	}
	return buffer;
}

struct wlr_output *
qube_surface_get_output(const struct qube_surface *surface)
{
	return qube_bands_get_output(&surface->bands);
}

static void
schedule_frame(struct qube_surface *surface)
{
	struct wlr_output *output = qube_surface_get_output(surface);

	if (output) {
		enlist(surface);
		wlr_output_schedule_frame(output);
	}
}

static void
damage_all(struct qube_surface *surface)
{
	const struct arena_image *image = surface->shown->image;

	pixman_region32_union_rect(&surface->damage, &surface->damage, 0, 0,
			image->width, image->height);
}

static bool
is_same_size(const struct qube_buffer *a, const struct qube_buffer *b)
{
	return a && b && a->image->width == b->image->width &&
			a->image->height == b->image->height;
}

/* Places the part of the picture that lies in the window, along one axis:
 * pixels of the picture and the logical length they fill. */
static int
fit(const struct qube_plane *plane, uint32_t picture, int offset, int window,
		int *source)
{
	long available = (long)picture - offset;
	uint32_t wanted = qube_plane_pixels(plane, window);
	int length;

	if (offset < 0 || available <= 0) {
		return 0;
	}
	if ((uint32_t)available >= wanted) {
		*source = (int)wanted;
		return window;
	}
	length = qube_plane_length(plane, (uint32_t)available);
	wanted = qube_plane_pixels(plane, length);
	*source = available < (long)wanted ? (int)available : (int)wanted;
	return length;
}

static void
arrange(struct qube_surface *surface)
{
	const struct qube_plane *plane = &surface->plane;
	struct qube_bands_view view = {
			.buffer = surface->shown,
			.source = {surface->x, surface->y, 0, 0},
			.scale = plane->scale,
	};
	const struct arena_image *image;

	if (surface->shown) {
		image = surface->shown->image;
		view.width = fit(plane, image->width, surface->x,
				surface->width, &view.source.width);
		view.height = fit(plane, image->height, surface->y,
				surface->height, &view.source.height);
	}
	qube_bands_show(&surface->bands, &view, &surface->damage);
	wlr_scene_node_set_enabled(&surface->background->node,
			view.width != surface->width ||
					view.height != surface->height);
	wlr_scene_rect_set_size(
			surface->background, surface->width, surface->height);
}

static void
apply(struct qube_surface *surface)
{
	struct arena_image *image = surface->shown->image;
	const pixman_box32_t *rects;
	int n = 0;

	surface->changed = false;
	rects = pixman_region32_rectangles(&surface->damage, &n);
	for (int i = 0; i < n; i++) {
		arena_image_touch(image, (uint32_t)rects[i].y1,
				(uint32_t)(rects[i].y2 - rects[i].y1));
	}
	arena_image_update(image);
	arrange(surface);
	pixman_region32_clear(&surface->damage);
}

void
qube_surface_flush_all(struct server *server)
{
	struct qube_surface *surface;
	struct qube_surface *tmp;

	// what nobody sees costs nothing; it is caught up with when it appears,
	// as that is a frame too
	wl_list_for_each_safe(surface, tmp, &server->changed, link) {
		wl_list_remove(&surface->link);
		wl_list_init(&surface->link);
		if (surface->changed && qube_surface_get_output(surface)) {
			apply(surface);
		}
	}
}

/* A picture of another size or place, or none. */
static void
replace(struct qube_surface *surface)
{
	pixman_region32_clear(&surface->damage);
	if (surface->shown) {
		damage_all(surface);
		apply(surface);
	} else {
		arrange(surface);
	}
}

void
qube_surface_show(struct qube_surface *surface, struct qube_buffer *buffer,
		int x, int y)
{
	struct qube_buffer *old = surface->shown;
	bool same = is_same_size(old, buffer) && x == surface->x &&
			y == surface->y;

	if (old == buffer && (same || !buffer)) {
		return;
	}
	if (buffer) {
		wlr_buffer_lock(&buffer->base);
	}
	surface->shown = buffer;
	surface->x = x;
	surface->y = y;
	surface->changed = buffer != NULL;
	if (same) {
		schedule_frame(surface);
	} else {
		replace(surface);
	}
	if (old) {
		wlr_buffer_unlock(&old->base);
	}
}

void
qube_surface_resize(struct qube_surface *surface,
		const struct qube_plane *plane, int width, int height)
{
	surface->width = width;
	surface->height = height;
	surface->plane = *plane;
	arrange(surface);
}

void
qube_surface_damage(struct qube_surface *surface, const struct gui_rect *rect)
{
	pixman_region32_t *damage = &surface->damage;

	if (!surface->shown) {
		return;
	}
	pixman_region32_union_rect(damage, damage, rect->x, rect->y,
			rect->width, rect->height);
	// what arrives while a picture of another size waits may lie outside
	pixman_region32_intersect_rect(damage, damage, 0, 0,
			surface->shown->image->width,
			surface->shown->image->height);
	if (pixman_region32_n_rects(damage) > MAX_RECTS) {
		pixman_box32_t box = *pixman_region32_extents(damage);

		pixman_region32_fini(damage);
		pixman_region32_init_rect(damage, box.x1, box.y1,
				(unsigned int)(box.x2 - box.x1),
				(unsigned int)(box.y2 - box.y1));
	}
	surface->changed = true;
	schedule_frame(surface);
}

void
qube_surface_forget(struct qube_surface *surface, bool only_stale)
{
	if (only_stale && surface->changed) {
		apply(surface); // the scene may hold an older picture, unseen
	}
	for (int i = QUBE_SURFACE_CACHE - 1; i >= 0; i--) {
		struct qube_buffer *buffer = surface->cache[i];

		if (buffer && (!only_stale || arena_image_is_stale(buffer->image))) {
			cache_drop(surface, i);
		}
	}
}
