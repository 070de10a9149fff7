// SPDX-License-Identifier: MIT
/*
 * Puts a frame into the scene: plain edges as rects, the two ends of the title
 * bar as pictures. What it looks like is draw/frame_paint.c, where its parts
 * lie draw/frame_layout.c.
 */
#include "compositor/windows/frame.h"

#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/draw/color.h"
#include "compositor/draw/frame_layout.h"
#include "compositor/draw/frame_paint.h"
#include "compositor/draw/theme.h"
#include "compositor/server.h"
#include "compositor/ui/image.h"
#include "compositor/ui/pacer.h"
#include "compositor/ui/picture.h"
#include "compositor/windows/view.h"

struct frame {
	struct view *view; // borrowed
	struct wlr_scene_tree *tree; // owned, below view->tree
	struct wlr_scene_rect *rects[FRAME_MAX_RECTS];
	struct picture *title; // owned
	struct picture *tail; // owned
	enum frame_part hover;
	bool pressed;
	char *text; // owned: title that is drawn, may be NULL
	struct pacer_job retitle;
	// what the rects show
	struct frame_layout layout;
	struct frame_colors colors;
	// the last title that was measured
	char *measured; // owned, may be NULL
	double measured_scale;
	int measured_width;
};

static struct frame_form
get_form(const struct view *view)
{
	struct frame_form form = frame_form_make(view->server->theme,
			view->popup			   ? FRAME_SHAPE_POPUP
					: view->fullscreen ? FRAME_SHAPE_EDGE
							   : FRAME_SHAPE_FULL);
	const struct view_hints *hints = &view->hints;

	form.width = view->geometry.width;
	form.height = view->geometry.height;
	form.maximized = view->maximized;
	form.fixed = hints->max_width > 0 && hints->max_height > 0 &&
			hints->min_width == hints->max_width &&
			hints->min_height == hints->max_height;
	form.ring = view->qube == NULL;
	return form;
}

static struct frame_spec
get_spec(const struct frame *frame)
{
	const struct view *view = frame->view;
	const struct theme *theme = view->server->theme;

	return (struct frame_spec){
			.theme = theme,
			.identity = identity_make(theme, view->qube, view->zone,
					&view->label, NULL),
			.title = frame->text,
			.active = view->activated,
			.urgent = view->urgent && !view->activated,
			.on_top = view->on_top,
			.sticky = view->sticky,
			.maximized = view->maximized,
			.hover = frame->hover,
			.pressed = frame->pressed,
	};
}

/* What both ends depend on: theme, identity, state. */
static char *
make_key(const char *part, const struct frame_spec *spec)
{
	const struct identity *identity = &spec->identity;

	return xformat("frame %s\n%p %d %06x %d %d %d %d %.4f\n%s\n%s", part,
			(const void *)spec->theme, identity->trusted,
			identity->rgb, (int)identity->mark, spec->active,
			spec->urgent, spec->radius, spec->scale, identity->name,
			identity->zone ? identity->zone : "");
}

static void
paint_title(const void *user, cairo_t *cr, int width, int height)
{
	frame_paint_title(user, cr, width, height);
}

static void
paint_tail(const void *user, cairo_t *cr, int width, int height)
{
	frame_paint_tail(user, cr, width, height);
}

static void
show_end(struct picture *picture, const struct frame_spec *spec,
		const struct frame_box *at, struct image_spec *image)
{
	struct wlr_box box = {at->x, at->y, at->width, at->height};

	image->width = frame_layout_get_pixels(
			at->x, at->x + at->width, spec->scale);
	image->height = frame_layout_get_pixels(
			at->y, at->y + at->height, spec->scale);
	image->opaque = spec->radius == 0;
	image->user = spec;
	picture_show(picture, &box, image, spec->radius);
}

static void
show_title(struct frame *frame, struct frame_spec *spec,
		const struct frame_layout *layout)
{
	char *common;
	char *key;

	spec->scale = picture_get_scale(frame->title);
	common = make_key("title", spec);
	key = xformat("%s\n%d%d %s", common, spec->on_top, spec->sticky,
			spec->title ? spec->title : "");
	show_end(frame->title, spec, &layout->title,
			&(struct image_spec){.key = key, .paint = paint_title});
	free(common);
	free(key);
}

static void
show_tail(struct frame *frame, struct frame_spec *spec,
		const struct frame_layout *layout)
{
	struct identity *identity = &spec->identity;
	struct frame_inset edge, ring;
	char *common;
	char *key;

	/* Buttons do not depend on the name: all qubes of a label share. */
	identity->name = "";
	identity->zone = NULL;
	spec->scale = picture_get_scale(frame->tail);
	common = make_key("tail", spec);
	edge = frame_paint_get_inset(spec, spec->theme->border);
	ring = frame_paint_get_inset(
			spec, spec->theme->border - spec->theme->border / 2);
	key = xformat("%s\n%x %d %d %d %d %d", common, spec->buttons,
			spec->maximized, (int)spec->hover, spec->pressed,
			edge.right, ring.right);
	show_end(frame->tail, spec, &layout->tail,
			&(struct image_spec){.key = key, .paint = paint_tail});
	free(common);
	free(key);
}

static void
show_rect(struct wlr_scene_rect *node, const struct frame_rect *rect,
		const struct frame_colors *colors)
{
	float color[4];

	color_to_floats(rect->ink == FRAME_INK_EDGE ? colors->edge
					: rect->ink == FRAME_INK_BAR
					? colors->bar
					: colors->ring,
			color);
	wlr_scene_rect_set_color(node, color);
	wlr_scene_rect_set_size(node, rect->box.width, rect->box.height);
	wlr_scene_node_set_position(&node->node, rect->box.x, rect->box.y);
}

static void
show_rects(struct frame *frame)
{
	for (int i = 0; i < FRAME_MAX_RECTS; i++) {
		bool used = i < frame->layout.rect_count;

		wlr_scene_node_set_enabled(&frame->rects[i]->node, used);
		if (used) {
			show_rect(frame->rects[i], &frame->layout.rects[i],
					&frame->colors);
		}
	}
}

/* Where the parts lie and what colours they have: true if anything differs
 * from what is shown. */
static bool
set_layout(struct frame *frame, const struct frame_layout *layout,
		const struct frame_colors *colors)
{
	if (memcmp(&frame->layout, layout, sizeof(*layout)) == 0 &&
			memcmp(&frame->colors, colors, sizeof(*colors)) == 0) {
		return false;
	}
	frame->layout = *layout;
	frame->colors = *colors;
	return true;
}

/* Shaping text is what costs: done again only for another text or scale. */
static int
measure(struct frame *frame, const struct frame_spec *spec)
{
	char *text = xformat("%p %d%d%d\n%s\n%s\n%s", (const void *)spec->theme,
			spec->urgent, spec->on_top, spec->sticky,
			spec->identity.name,
			spec->identity.zone ? spec->identity.zone : "",
			spec->title ? spec->title : "");

	if (frame->measured && frame->measured_scale == spec->scale &&
			strcmp(frame->measured, text) == 0) {
		free(text);
		return frame->measured_width;
	}
	free(frame->measured);
	frame->measured = text;
	frame->measured_scale = spec->scale;
	frame->measured_width = frame_paint_get_title_width(spec);
	return frame->measured_width;
}

static bool
has_title(const struct frame *frame)
{
	const char *title = frame->view->title;

	return title && frame->text ? strcmp(title, frame->text) == 0
				    : title == frame->text;
}

static void
take_title(struct frame *frame)
{
	const char *title = frame->view->title;

	free(frame->text);
	frame->text = title ? xstrdup(title) : NULL;
}

/* Draws everything but for a new title. */
static void
update(struct frame *frame)
{
	struct frame_form form = get_form(frame->view);
	struct frame_spec spec = get_spec(frame);
	struct frame_colors colors = frame_paint_get_colors(&spec);
	struct frame_layout layout;

	spec.scale = picture_get_scale(frame->title);
	layout = frame_layout_make(&form,
			form.shape == FRAME_SHAPE_FULL ? measure(frame, &spec)
						       : 0);
	spec.buttons = layout.buttons;
	spec.radius = layout.radius;
	spec.right = form.width + form.border;
	if (set_layout(frame, &layout, &colors)) {
		show_rects(frame);
	}
	show_title(frame, &spec, &layout);
	show_tail(frame, &spec, &layout);
}

static void
handle_retitle(void *user)
{
	struct frame *frame = user;

	take_title(frame);
	update(frame);
}

static void
handle_rescale(void *user)
{
	update(user);
}

void
frame_update(struct frame *frame)
{
	if (!has_title(frame) &&
			pacer_ask(frame->view->server->pacer, &frame->retitle)) {
		take_title(frame);
	}
	update(frame);
}

struct frame *
frame_create(struct view *view)
{
	static const float clear[4] = {0};
	struct frame *frame = xcalloc(1, sizeof(*frame));

	frame->view = view;
	frame->retitle.fn = handle_retitle;
	frame->retitle.user = frame;
	frame->tree = wlr_scene_tree_create(view->tree);
	wlr_scene_node_lower_to_bottom(&frame->tree->node);
	for (int i = 0; i < FRAME_MAX_RECTS; i++) {
		frame->rects[i] = wlr_scene_rect_create(frame->tree, 0, 0, clear);
	}
	frame->title = picture_create(
			view->server, frame->tree, handle_rescale, frame);
	frame->tail = picture_create(
			view->server, frame->tree, handle_rescale, frame);
	frame_update(frame);
	return frame;
}

void
frame_destroy(struct frame *frame)
{
	if (!frame) {
		return;
	}
	pacer_cancel(&frame->retitle);
	picture_destroy(frame->title);
	picture_destroy(frame->tail);
	wlr_scene_node_destroy(&frame->tree->node);
	free(frame->measured);
	free(frame->text);
	free(frame);
}

enum frame_part
frame_at(const struct frame *frame, double sx, double sy)
{
	struct frame_form form = get_form(frame->view);

	return frame_layout_at(&form, sx, sy);
}

void
frame_set_hover(struct frame *frame, enum frame_part part, bool pressed)
{
	if (part < FRAME_BUTTON_MINIMIZE) {
		part = FRAME_NONE;
	}
	pressed = pressed && part != FRAME_NONE;
	if (part != frame->hover || pressed != frame->pressed) {
		frame->hover = part;
		frame->pressed = pressed;
		update(frame);
	}
}

struct frame_extents
frame_get_extents(const struct view *view)
{
	struct frame_form form = get_form(view);

	return frame_form_get_extents(&form);
}
