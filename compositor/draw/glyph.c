// SPDX-License-Identifier: MIT
#include "compositor/draw/glyph.h"

#include <cairo.h>
#include <math.h>

/* A box of whole pixels around a point, with lines that fill whole pixels. */
struct box {
	double x, y, size, line;
};

static struct box
box_make(double cx, double cy, double size, double scale)
{
	struct box box = {.size = round(size), .line = fmax(1, round(scale))};

	box.x = round(cx - box.size / 2);
	box.y = round(cy - box.size / 2);
	return box;
}

static void
draw_frame(cairo_t *cr, const struct box *box, double radius)
{
	double l = box->line / 2;
	double x = box->x + l;
	double y = box->y + l;
	double s = box->size - box->line;

	cairo_new_sub_path(cr);
	cairo_arc(cr, x + s - radius, y + radius, radius, -M_PI / 2, 0);
	cairo_arc(cr, x + s - radius, y + s - radius, radius, 0, M_PI / 2);
	cairo_arc(cr, x + radius, y + s - radius, radius, M_PI / 2, M_PI);
	cairo_arc(cr, x + radius, y + radius, radius, M_PI, 1.5 * M_PI);
	cairo_close_path(cr);
	cairo_stroke(cr);
}

static void
draw_minimize(cairo_t *cr, const struct box *box)
{
	cairo_rectangle(cr, box->x, round(box->y + box->size / 2 - box->line / 2),
			box->size, box->line);
	cairo_fill(cr);
}

static void
draw_restore(cairo_t *cr, const struct box *box)
{
	double shift = round(box->size / 4.5);
	double l = box->line / 2;
	struct box front = {box->x, box->y + shift, box->size - shift, box->line};

	draw_frame(cr, &front, box->line);
	cairo_move_to(cr, box->x + shift, box->y + l);
	cairo_line_to(cr, box->x + box->size - l - box->line, box->y + l);
	cairo_arc(cr, box->x + box->size - l - box->line,
			box->y + l + box->line, box->line, -M_PI / 2, 0);
	cairo_line_to(cr, box->x + box->size - l, box->y + box->size - shift);
	cairo_stroke(cr);
}

static void
draw_close(cairo_t *cr, const struct box *box, double scale)
{
	double l = 0.6 * scale;

	cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_width(cr, 1.25 * scale);
	cairo_move_to(cr, box->x + l, box->y + l);
	cairo_line_to(cr, box->x + box->size - l, box->y + box->size - l);
	cairo_move_to(cr, box->x + box->size - l, box->y + l);
	cairo_line_to(cr, box->x + l, box->y + box->size - l);
	cairo_stroke(cr);
}

/* A pointed pane with two crossing leads. */
static void
draw_lattice(cairo_t *cr, double cx, double cy, double size, double scale)
{
	double r = size / 2;

	cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
	cairo_set_line_width(cr, 1.2 * scale);
	cairo_move_to(cr, cx, cy - r);
	cairo_line_to(cr, cx + r, cy);
	cairo_line_to(cr, cx, cy + r);
	cairo_line_to(cr, cx - r, cy);
	cairo_close_path(cr);
	cairo_move_to(cr, cx - r / 2, cy - r / 2);
	cairo_line_to(cr, cx + r / 2, cy + r / 2);
	cairo_move_to(cr, cx + r / 2, cy - r / 2);
	cairo_line_to(cr, cx - r / 2, cy + r / 2);
	cairo_stroke(cr);
}

static void
draw_zone(cairo_t *cr, double cx, double cy, double size, double scale)
{
	double r = size / 2 - scale / 2;

	cairo_set_line_width(cr, scale);
	cairo_new_sub_path(cr);
	cairo_arc(cr, cx, cy, r, 0, 2 * M_PI);
	cairo_move_to(cr, cx - r, cy);
	cairo_line_to(cr, cx + r, cy);
	cairo_save(cr);
	cairo_translate(cr, cx, cy);
	cairo_scale(cr, 0.45, 1);
	cairo_new_sub_path(cr);
	cairo_arc(cr, 0, 0, r, 0, 2 * M_PI);
	cairo_restore(cr);
	cairo_stroke(cr);
}

/* An arrow against a bar above it. */
static void
draw_on_top(cairo_t *cr, const struct box *box)
{
	double w = box->size;

	cairo_rectangle(cr, box->x, box->y, w, box->line);
	cairo_move_to(cr, box->x + w / 2, box->y + 2 * box->line);
	cairo_line_to(cr, box->x + w, box->y + w);
	cairo_line_to(cr, box->x, box->y + w);
	cairo_close_path(cr);
	cairo_fill(cr);
}

/* A pin seen from above: a ring with a head. */
static void
draw_sticky(cairo_t *cr, double cx, double cy, double size, double scale)
{
	cairo_set_line_width(cr, 1.2 * scale);
	cairo_arc(cr, cx, cy, size / 2 - 0.6 * scale, 0, 2 * M_PI);
	cairo_stroke(cr);
	cairo_arc(cr, cx, cy, size / 5, 0, 2 * M_PI);
	cairo_fill(cr);
}

void
glyph_draw(cairo_t *cr, enum glyph glyph, double cx, double cy, double size,
		double scale)
{
	struct box box = box_make(cx, cy, size, scale);

	cairo_save(cr);
	cairo_new_path(cr);
	cairo_set_line_width(cr, box.line);
	switch (glyph) {
	case GLYPH_MINIMIZE:
		draw_minimize(cr, &box);
		break;
	case GLYPH_MAXIMIZE:
		draw_frame(cr, &box, 1.5 * box.line);
		break;
	case GLYPH_RESTORE:
		draw_restore(cr, &box);
		break;
	case GLYPH_CLOSE:
		draw_close(cr, &box, scale);
		break;
	case GLYPH_LATTICE:
		draw_lattice(cr, cx, cy, size, scale);
		break;
	case GLYPH_ZONE:
		draw_zone(cr, cx, cy, size, scale);
		break;
	case GLYPH_ON_TOP:
		draw_on_top(cr, &box);
		break;
	case GLYPH_STICKY:
		draw_sticky(cr, cx, cy, size, scale);
		break;
	}
	cairo_restore(cr);
}
