// SPDX-License-Identifier: MIT
/* Rounding is the one of the renderer: positions to the nearest pixel, sizes
 * as they come out at a position that falls on a whole pixel (view_snap). */
#include "compositor/qube/qube_plane.h"

#include <math.h>
#include <wlr/types/wlr_output_layout.h>

#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"

#define MAX_INC_FACTOR 4 // increments merged into one at fractional scales
#define MAX_GRAIN 120 // fractional scales are 120ths
#define REACH 64 // logical px of a window that must stay on a screen

struct qube_plane
qube_plane_get(struct server *server)
{
	struct wlr_box box = {0};
	double scale = server->plane_scale > 0 ? server->plane_scale : 1;

	wlr_output_layout_get_box(server->output_layout, NULL, &box);
	return (struct qube_plane){scale, box.x, box.y, box.width, box.height};
}

static int32_t
to_pixel(const struct qube_plane *plane, int at)
{
	return (int32_t)lround(at * plane->scale);
}

uint32_t
qube_plane_pixels(const struct qube_plane *plane, int length)
{
	long pixels = lround(length * plane->scale);

	return pixels > 1 ? (uint32_t)pixels : 1;
}

int
qube_plane_length(const struct qube_plane *plane, uint32_t pixels)
{
	int length = (int)floor(pixels / plane->scale) + 1;

	while (length > 1 && qube_plane_pixels(plane, length) > pixels) {
		length--;
	}
	return length;
}

int
qube_plane_get_grain(double scale)
{
	for (int grain = 1; grain <= MAX_GRAIN; grain++) {
		if (fabs(grain * scale - round(grain * scale)) <= 1e-3) {
			return grain;
		}
	}
	return 0;
}

int32_t
qube_plane_point(const struct qube_plane *plane, double at)
{
	double pixel = floor(at * plane->scale);

	return (int32_t)fmax(-GUI_MAX_WIDTH, fmin(GUI_MAX_WIDTH, pixel));
}

struct gui_rect
qube_plane_rect(const struct qube_plane *plane, const struct wlr_box *box)
{
	return (struct gui_rect){
			.x = to_pixel(plane, box->x - plane->lx),
			.y = to_pixel(plane, box->y - plane->ly),
			.width = qube_plane_pixels(plane, box->width),
			.height = qube_plane_pixels(plane, box->height),
	};
}

struct wlr_box
qube_plane_box(const struct qube_plane *plane, const struct gui_rect *rect)
{
	return (struct wlr_box){
			.x = plane->lx + (int)lround(rect->x / plane->scale),
			.y = plane->ly + (int)lround(rect->y / plane->scale),
			.width = qube_plane_length(plane, rect->width),
			.height = qube_plane_length(plane, rect->height),
	};
}

/* Logical pixels of a limit: what is asked for must be allowed. */
static int
to_limit(const struct qube_plane *plane, uint32_t pixels, bool up)
{
	double length = pixels / plane->scale;

	return (int)(up ? ceil(length - 1e-6) : floor(length + 1e-6));
}

static int
to_increment(const struct qube_plane *plane, uint32_t pixels)
{
	for (uint32_t k = 1; k <= MAX_INC_FACTOR && pixels > 1; k++) {
		double length = k * pixels / plane->scale;

		if (fabs(length - round(length)) < 1e-6) {
			return (int)round(length);
		}
	}
	return 1;
}

void
qube_plane_hints(const struct qube_plane *plane, const struct gui_hints *in,
		struct view_hints *out)
{
	*out = (struct view_hints){.inc_width = 1, .inc_height = 1};
	if (in->flags & GUI_HINT_MIN_SIZE) {
		out->min_width = to_limit(plane, in->min_width, true);
		out->min_height = to_limit(plane, in->min_height, true);
	}
	if (in->flags & GUI_HINT_MAX_SIZE) {
		out->max_width = to_limit(plane, in->max_width, false);
		out->max_height = to_limit(plane, in->max_height, false);
	}
	if (in->flags & GUI_HINT_RESIZE_INC) {
		out->inc_width = to_increment(plane, in->inc_width);
		out->inc_height = to_increment(plane, in->inc_height);
	}
	if (in->flags & GUI_HINT_BASE_SIZE) {
		out->base_width = to_limit(plane, in->base_width, true);
		out->base_height = to_limit(plane, in->base_height, true);
	}
	// nothing between them: a fixed size that is no whole number
	out->max_width = out->max_width && out->max_width < out->min_width
			? out->min_width
			: out->max_width;
	out->max_height = out->max_height && out->max_height < out->min_height
			? out->min_height
			: out->max_height;
}

struct gui_xconf
qube_plane_xconf(const struct qube_plane *plane)
{
	uint32_t width = (qube_plane_pixels(plane, plane->width) + 7) & ~7u;
	uint32_t height = qube_plane_pixels(plane, plane->height);

	width = width < GUI_MAX_WIDTH ? width : GUI_MAX_WIDTH;
	height = height < GUI_MAX_HEIGHT ? height : GUI_MAX_HEIGHT;
	return (struct gui_xconf){
			.width = width,
			.height = height,
			.depth = 24,
			.mem_kib = width * height / 256 + 1,
	};
}

struct gui_rect
qube_plane_work_area(struct server *server)
{
	struct qube_plane plane = qube_plane_get(server);
	const struct wlr_box *least = NULL;
	struct output *output;

	wl_list_for_each(output, &server->outputs, link) {
		const struct wlr_box *area = &output->work_area;

		if (!least ||
				(int64_t)area->width * area->height <
						(int64_t)least->width *
								least->height) {
			least = area;
		}
	}
	return least ? qube_plane_rect(&plane, least) : (struct gui_rect){0};
}

/* Shifts [at, at + length) into [from, from + room), cutting what is too long. */
static void
clamp_span(int *at, int *length, int from, int room)
{
	room = room > 1 ? room : 1;
	*length = *length < room ? *length : room;
	if (*at + *length > from + room) {
		*at = from + room - *length;
	}
	if (*at < from) {
		*at = from;
	}
}

bool
qube_plane_clamp_popup(struct server *server, int border, struct wlr_box *box)
{
	struct output *output = output_of_box(server, box);
	struct wlr_box shown;

	if (!output || !wlr_box_intersection(&shown, box, &output->box)) {
		return false;
	}
	clamp_span(&box->x, &box->width, output->work_area.x + border,
			output->work_area.width - 2 * border);
	clamp_span(&box->y, &box->height, output->work_area.y + border,
			output->work_area.height - 2 * border);
	return true;
}

void
qube_plane_clamp_window(
		struct server *server, int title_height, struct wlr_box *box)
{
	struct output *output = output_of_box(server, box);
	const struct wlr_box *area;

	if (!output) {
		return;
	}
	area = &output->work_area;
	if (box->x > area->x + area->width - REACH) {
		box->x = area->x + area->width - REACH;
	}
	if (box->x + box->width < area->x + REACH) {
		box->x = area->x + REACH - box->width;
	}
	if (box->y > area->y + area->height - REACH) {
		box->y = area->y + area->height - REACH;
	}
	if (box->y < area->y + title_height) {
		box->y = area->y + title_height;
	}
}
