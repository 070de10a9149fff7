// SPDX-License-Identifier: MIT
#include "compositor/draw/mark.h"

#include <cairo.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

static const char *const names[MARK_COUNT] = {
		[MARK_TRIANGLE] = "triangle",
		[MARK_DIAMOND] = "diamond",
		[MARK_STAR] = "star",
		[MARK_CIRCLE] = "circle",
		[MARK_SQUARE] = "square",
		[MARK_DROP] = "drop",
		[MARK_SALTIRE] = "saltire",
		[MARK_RING] = "ring",
		[MARK_PLUS] = "plus",
		[MARK_CRESCENT] = "crescent",
		[MARK_HOURGLASS] = "hourglass",
		[MARK_CHEVRON] = "chevron",
		[MARK_HEART] = "heart",
		[MARK_BARS] = "bars",
		[MARK_HALF] = "half",
};

struct point {
	double x, y;
};

/* Shapes of straight lines, in units of the radius, y down. */
static const struct point triangle[] = {{0, -0.92}, {0.98, 0.78}, {-0.98, 0.78}};
static const struct point diamond[] = {{0, -1}, {1, 0}, {0, 1}, {-1, 0}};
static const struct point square[] = {
		{-0.8, -0.8}, {0.8, -0.8}, {0.8, 0.8}, {-0.8, 0.8}};
static const struct point plus[] = {{-0.32, -0.95}, {0.32, -0.95},
		{0.32, -0.32}, {0.95, -0.32}, {0.95, 0.32}, {0.32, 0.32},
		{0.32, 0.95}, {-0.32, 0.95}, {-0.32, 0.32}, {-0.95, 0.32},
		{-0.95, -0.32}, {-0.32, -0.32}};
static const struct point hourglass[] = {{-0.85, -0.9}, {0.85, -0.9}, {0.12, 0},
		{0.85, 0.9}, {-0.85, 0.9}, {-0.12, 0}};
static const struct point chevron[] = {{-0.7, -0.95}, {0.05, -0.95}, {0.8, 0},
		{0.05, 0.95}, {-0.7, 0.95}, {0.05, 0}};

static void
add_polygon(cairo_t *cr, const struct point *points, size_t n,
		const struct point *at, double radius)
{
	for (size_t i = 0; i < n; i++) {
		cairo_line_to(cr, at->x + points[i].x * radius,
				at->y + points[i].y * radius);
	}
	cairo_close_path(cr);
}

#define POLYGON(shape) \
	add_polygon(cr, shape, sizeof(shape) / sizeof(shape[0]), &at, radius)

static void
add_circle(cairo_t *cr, double cx, double cy, double radius)
{
	cairo_new_sub_path(cr);
	cairo_arc(cr, cx, cy, radius, 0, 2 * M_PI);
	cairo_close_path(cr);
}

static void
add_star(cairo_t *cr, double cx, double cy, double radius)
{
	for (int i = 0; i < 10; i++) {
		double angle = M_PI * (i / 5.0 - 0.5);
		double r = radius * (i % 2 ? 0.5 : 1.08);

		cairo_line_to(cr, cx + r * cos(angle),
				cy + 0.06 * radius + r * sin(angle));
	}
	cairo_close_path(cr);
}

static void
add_drop(cairo_t *cr, double cx, double cy, double radius)
{
	double r = 0.7 * radius;
	double y = cy + 0.32 * radius;

	cairo_move_to(cr, cx, cy - 1.08 * radius);
	cairo_curve_to(cr, cx + 0.3 * radius, cy - 0.5 * radius, cx + r,
			y - 0.5 * radius, cx + r, y);
	cairo_arc(cr, cx, y, r, 0, M_PI);
	cairo_curve_to(cr, cx - r, y - 0.5 * radius, cx - 0.3 * radius,
			cy - 0.5 * radius, cx, cy - 1.08 * radius);
	cairo_close_path(cr);
}

static void
add_saltire(cairo_t *cr, const struct point *at, double radius)
{
	cairo_save(cr);
	cairo_translate(cr, at->x, at->y);
	cairo_rotate(cr, M_PI / 4);
	add_polygon(cr, plus, sizeof(plus) / sizeof(plus[0]),
			&(struct point){0, 0}, radius * 1.05);
	cairo_restore(cr);
}

/* A disc without the disc that overlaps it: two arcs between the points where
 * the outlines cross. */
static void
add_crescent(cairo_t *cr, double cx, double cy, double radius)
{
	double shift = 0.45 * radius;
	double r = 0.75 * radius;
	double x = (radius * radius - r * r + shift * shift) / (2 * shift);
	double y = sqrt(radius * radius - x * x);

	cairo_new_sub_path(cr);
	cairo_arc_negative(cr, cx, cy, radius, atan2(-y, x), atan2(y, x));
	cairo_arc(cr, cx + shift, cy, r, atan2(y, x - shift),
			atan2(-y, x - shift));
	cairo_close_path(cr);
}

static void
add_heart(cairo_t *cr, double cx, double cy, double radius)
{
	double r = 0.52 * radius;

	cairo_new_sub_path(cr);
	cairo_arc(cr, cx - 0.47 * radius, cy - 0.35 * radius, r, 0.78 * M_PI,
			-0.08 * M_PI);
	cairo_arc(cr, cx + 0.47 * radius, cy - 0.35 * radius, r, -0.92 * M_PI,
			0.22 * M_PI);
	cairo_line_to(cr, cx, cy + 0.95 * radius);
	cairo_close_path(cr);
}

static void
add_bars(cairo_t *cr, double cx, double cy, double radius)
{
	for (int i = -1; i <= 1; i++) {
		cairo_rectangle(cr, cx + (i * 0.68 - 0.22) * radius,
				cy - 0.9 * radius, 0.44 * radius, 1.8 * radius);
	}
}

static void
add_half(cairo_t *cr, double cx, double cy, double radius)
{
	cairo_new_sub_path(cr);
	cairo_arc(cr, cx, cy + 0.45 * radius, radius, M_PI, 2 * M_PI);
	cairo_close_path(cr);
}

void
mark_path(cairo_t *cr, enum mark mark, double cx, double cy, double radius)
{
	struct point at = {cx, cy};

	cairo_new_sub_path(cr);
	switch (mark) {
	case MARK_TRIANGLE:
		POLYGON(triangle);
		break;
	case MARK_DIAMOND:
		POLYGON(diamond);
		break;
	case MARK_STAR:
		add_star(cr, cx, cy, radius);
		break;
	case MARK_CIRCLE:
		add_circle(cr, cx, cy, 0.9 * radius);
		break;
	case MARK_SQUARE:
		POLYGON(square);
		break;
	case MARK_DROP:
		add_drop(cr, cx, cy, radius);
		break;
	case MARK_SALTIRE:
		add_saltire(cr, &at, radius);
		break;
	case MARK_RING:
		add_circle(cr, cx, cy, 0.95 * radius);
		add_circle(cr, cx, cy, 0.5 * radius);
		break;
	case MARK_PLUS:
		POLYGON(plus);
		break;
	case MARK_CRESCENT:
		add_crescent(cr, cx, cy, radius);
		break;
	case MARK_HOURGLASS:
		POLYGON(hourglass);
		break;
	case MARK_CHEVRON:
		POLYGON(chevron);
		break;
	case MARK_HEART:
		add_heart(cr, cx, cy, radius);
		break;
	case MARK_BARS:
		add_bars(cr, cx, cy, radius);
		break;
	case MARK_HALF:
		add_half(cr, cx, cy, radius);
		break;
	case MARK_COUNT:
		break;
	}
}

const char *
mark_get_name(enum mark mark)
{
	return mark < MARK_COUNT ? names[mark] : "none";
}

bool
mark_from_name(const char *name, enum mark *mark)
{
	for (int i = 0; i < MARK_COUNT; i++) {
		if (strcmp(names[i], name) == 0) {
			*mark = (enum mark)i;
			return true;
		}
	}
	return false;
}
