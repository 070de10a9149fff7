// SPDX-License-Identifier: MIT
#include "compositor/draw/frame_paint.h"

#include <cairo.h>
#include <math.h>

#include "compositor/draw/color.h"
#include "compositor/draw/glyph.h"
#include "compositor/draw/text.h"
#include "compositor/draw/theme.h"

// logical px
#define BLOCK_CUT 4 // how far the block's side leans to either side
#define TITLE_GAP 10 // between block and title
#define TITLE_END 12 // behind the title
#define DISC_RADIUS 10
#define GLYPH_SIZE 10
#define URGENT_RADIUS 3
#define SIGN_SIZE 9
#define SIGN_GAP 7

static int
to_pixels(const struct frame_spec *spec, double logical)
{
	return (int)floor(logical * spec->scale + 0.5);
}

/* A shade of the label behind the name on a bar of that label: darker, or
 * lighter where it is as good as black already. */
static uint32_t
shade(uint32_t rgb)
{
	return color_luminance(rgb) < 0.02 ? color_mix(rgb, 0xffffff, 0.17)
					   : color_mix(rgb, 0x000000, 0.2);
}

static struct frame_colors
get_trusted_colors(const struct frame_spec *spec)
{
	const struct theme *theme = spec->theme;
	const struct theme_colors *colors = spec->active
			? &theme->trusted
			: &theme->trusted_inactive;

	return (struct frame_colors){
			.edge = theme->trusted_edge,
			.bar = colors->bar,
			.ring = theme->trusted_ring,
			.block = colors->bar,
			.block_text = colors->text,
			.text = colors->text,
	};
}

struct frame_colors
frame_paint_get_colors(const struct frame_spec *spec)
{
	uint32_t rgb = spec->identity.rgb;
	struct frame_colors colors = {.edge = rgb, .bar = rgb, .ring = rgb};

	if (spec->identity.trusted) {
		return get_trusted_colors(spec);
	}
	if (spec->active) {
		colors.text = color_text_on(rgb);
		colors.block = shade(rgb);
	} else {
		colors.bar = spec->theme->inactive.bar;
		colors.text = spec->theme->inactive.text;
		colors.block = rgb;
	}
	colors.block_text = color_text_on(colors.block);
	return colors;
}

static struct text_style
get_title_style(const struct frame_spec *spec, uint32_t rgb)
{
	return (struct text_style){.size = spec->theme->font_size * spec->scale,
			.rgb = rgb};
}

struct frame_inset
frame_paint_get_inset(const struct frame_spec *spec, int inset)
{
	int left = -spec->theme->border;
	int top = -spec->theme->title_height;

	return (struct frame_inset){
			.left = frame_layout_get_pixels(
					left, left + inset, spec->scale),
			.right = frame_layout_get_pixels(spec->right - inset,
					spec->right, spec->scale),
			.top = frame_layout_get_pixels(
					top, top + inset, spec->scale),
	};
}

int
frame_paint_get_title_width(const struct frame_spec *spec)
{
	struct text_style style = get_title_style(spec, 0);
	int width = frame_paint_get_inset(spec, spec->theme->border).left +
			identity_get_width(spec->theme, &spec->identity,
					spec->scale) +
			to_pixels(spec, TITLE_GAP);

	if (spec->title && spec->title[0] != '\0') {
		width += to_pixels(spec, TITLE_END);
		width += text_get_width(spec->theme->text, spec->title, &style);
	}
	if (spec->urgent) {
		width += to_pixels(spec, TITLE_GAP + 2 * URGENT_RADIUS);
	}
	width += (spec->on_top + spec->sticky) *
			to_pixels(spec, SIGN_SIZE + SIGN_GAP);
	return (int)ceil(width / spec->scale);
}

/* One end of the bar, in pixels. */
struct end {
	int width, height;
	bool right; // has the right corner, not the left one
};

/* Fills the end from so far inside the outline as inset, logical px, says; the
 * corner stays round. */
static void
fill_inside(const struct frame_spec *spec, const struct end *end, cairo_t *cr,
		int inset, uint32_t rgb)
{
	struct frame_inset pixels = frame_paint_get_inset(spec, inset);
	double r = fmax(0, spec->radius - inset) * spec->scale;
	double left = end->right ? 0 : pixels.left;
	double right = end->width - (end->right ? pixels.right : 0);
	double top = pixels.top;

	color_set_source(cr, rgb, 1);
	cairo_new_path(cr);
	if (end->right) {
		cairo_move_to(cr, left, top);
		cairo_arc(cr, right - r, top + r, r, -M_PI / 2, 0);
	} else {
		cairo_arc(cr, left + r, top + r, r, M_PI, 1.5 * M_PI);
		cairo_line_to(cr, right, top);
	}
	cairo_line_to(cr, right, end->height);
	cairo_line_to(cr, left, end->height);
	cairo_close_path(cr);
	cairo_fill(cr);
}

/* Edge, ring and bar. */
static void
paint_ground(const struct frame_spec *spec, const struct frame_colors *colors,
		cairo_t *cr, const struct end *end)
{
	int border = spec->theme->border;

	fill_inside(spec, end, cr, 0, colors->edge);
	if (spec->identity.trusted) {
		fill_inside(spec, end, cr, border - border / 2, colors->ring);
	}
	fill_inside(spec, end, cr, border, colors->bar);
}

/* The middle of text and buttons: between the middle of the whole bar and that
 * of the part below the edge. */
static double
get_middle(int height, const struct frame_spec *spec)
{
	return height / 2.0 + spec->theme->border * spec->scale / 4;
}

/* Behind mark and name: the label, one with the edge on an inactive bar, a
 * shade of it on an active one. Its right side leans. */
static void
paint_block(const struct frame_spec *spec, const struct frame_colors *colors,
		cairo_t *cr, int height, int block)
{
	int border = spec->theme->border;
	struct frame_inset inset = frame_paint_get_inset(spec, border);
	bool joined = colors->block == colors->edge;
	double r = fmax(0, spec->radius - border) * spec->scale;
	double cut = BLOCK_CUT * spec->scale;
	double left = inset.left;
	double top = inset.top;

	if (colors->block == colors->bar) {
		return;
	}
	color_set_source(cr, colors->block, 1);
	cairo_new_path(cr);
	if (joined) { // the edge's colour covers the bar's corner
		cairo_move_to(cr, left - 1, top - 1);
		cairo_line_to(cr, block + cut, top - 1);
	} else {
		cairo_arc(cr, left + r, top + r, r, M_PI, 1.5 * M_PI);
	}
	cairo_line_to(cr, block + cut, top);
	cairo_line_to(cr, fmax(left, block - cut), height); // not onto the edge
	cairo_line_to(cr, left - joined, height);
	cairo_close_path(cr);
	cairo_fill(cr);
}

static void
paint_title_text(const struct frame_spec *spec, const struct frame_colors *colors,
		cairo_t *cr, int x, double cy, int width)
{
	struct text_style style = get_title_style(spec, colors->text);

	if (spec->urgent) {
		double r = URGENT_RADIUS * spec->scale;

		color_set_source(cr, colors->text, 1);
		cairo_arc(cr, x + r, cy, r, 0, 2 * M_PI);
		cairo_fill(cr);
		x += to_pixels(spec, 2 * URGENT_RADIUS + TITLE_GAP);
		width -= to_pixels(spec, 2 * URGENT_RADIUS + TITLE_GAP);
	}
	for (int i = 0; i < 2; i++) {
		if (i == 0 ? spec->on_top : spec->sticky) {
			color_set_source(cr, colors->text, 1);
			glyph_draw(cr, i == 0 ? GLYPH_ON_TOP : GLYPH_STICKY,
					x + to_pixels(spec, SIGN_SIZE) / 2.0, cy,
					to_pixels(spec, SIGN_SIZE), spec->scale);
			x += to_pixels(spec, SIGN_SIZE + SIGN_GAP);
			width -= to_pixels(spec, SIGN_SIZE + SIGN_GAP);
		}
	}
	if (spec->title) {
		text_draw(spec->theme->text, cr, spec->title, &style, x, cy,
				width);
	}
}

void
frame_paint_title(const struct frame_spec *spec, cairo_t *cr, int width,
		int height)
{
	struct frame_colors colors = frame_paint_get_colors(spec);
	struct frame_inset inset =
			frame_paint_get_inset(spec, spec->theme->border);
	struct end end = {width, height, false};
	double cy = get_middle(height, spec);
	int block = identity_get_width(spec->theme, &spec->identity, spec->scale);
	int x;

	if (block > width - inset.left) {
		block = width - inset.left;
	}
	paint_ground(spec, &colors, cr, &end);
	paint_block(spec, &colors, cr, height, inset.left + block);
	identity_draw(spec->theme, &spec->identity, cr, spec->scale,
			colors.block_text, inset.left, cy, block);
	/* Letters may be piled up high, but not onto the edge. */
	cairo_rectangle(cr, 0, inset.top, width, height - inset.top);
	cairo_clip(cr);
	x = inset.left + block + to_pixels(spec, TITLE_GAP);
	paint_title_text(spec, &colors, cr, x, cy,
			width - x - to_pixels(spec, TITLE_END));
	cairo_reset_clip(cr);
}

static void
paint_button(const struct frame_spec *spec, const struct frame_colors *colors,
		cairo_t *cr, enum frame_part part, double cx, double cy)
{
	enum glyph glyph = part == FRAME_BUTTON_MINIMIZE ? GLYPH_MINIMIZE
			: part == FRAME_BUTTON_CLOSE	 ? GLYPH_CLOSE
			: spec->maximized		 ? GLYPH_RESTORE
							 : GLYPH_MAXIMIZE;
	bool hover = spec->hover == part;
	bool invert = hover && part == FRAME_BUTTON_CLOSE;
	double disc = !hover && !spec->theme->button_discs ? 0
			: invert			   ? 1
			: hover && spec->pressed	   ? 0.4
			: hover				   ? 0.22
							   : 0.12;

	if (disc > 0) {
		color_set_source(cr, colors->text,
				invert && spec->pressed ? 0.75 : disc);
		cairo_arc(cr, cx, cy, DISC_RADIUS * spec->scale, 0, 2 * M_PI);
		cairo_fill(cr);
	}
	color_set_source(cr, invert ? colors->bar : colors->text,
			spec->active || hover ? 1 : 0.75);
	glyph_draw(cr, glyph, cx, cy, GLYPH_SIZE * spec->scale, spec->scale);
}

void
frame_paint_tail(const struct frame_spec *spec, cairo_t *cr, int width, int height)
{
	static const enum frame_part parts[] = {FRAME_BUTTON_MINIMIZE,
			FRAME_BUTTON_MAXIMIZE, FRAME_BUTTON_CLOSE};
	struct frame_colors colors = frame_paint_get_colors(spec);
	double cell = spec->theme->title_height * spec->scale;
	int border = frame_paint_get_inset(spec, spec->theme->border).right;
	/* A sign of an odd number of pixels has its middle in one of them. */
	double half = to_pixels(spec, GLYPH_SIZE) % 2 / 2.0;
	double x = width - border - frame_layout_count(spec->buttons) * cell;

	paint_ground(spec, &colors, cr, &(struct end){width, height, true});
	for (unsigned int i = 0; i < 3; i++) {
		if (spec->buttons & 1u << i) {
			paint_button(spec, &colors, cr, parts[i],
					floor(x + cell / 2) + half,
					floor(get_middle(height, spec)) + half);
			x += cell;
		}
	}
}
