// SPDX-License-Identifier: MIT
#include "compositor/windows/placement.h"

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>

#define GAP 16 // between windows that need not touch
#define CASCADE 32 // a step of the cascade
#define SEEN 24 // least of a title bar that counts as seen
#define TRIES 24 // places that are tried in each direction
#define TITLE_COST ((int64_t)1 << 40) // of a hidden title: more than any area
#define LABEL_COST ((int64_t)1 << 32) // of a hidden name: less than a title
#define NAME 96 // where a title bar has the qube's name, from its left
#define REACHABLE 96 // of a title bar's width stays in sight

struct wlr_box
placement_get_outer(const struct wlr_box *content, const struct frame_extents *ext)
{
	return (struct wlr_box){
			.x = content->x - ext->left,
			.y = content->y - ext->top,
			.width = content->width + ext->left + ext->right,
			.height = content->height + ext->top + ext->bottom,
	};
}

struct wlr_box
placement_get_content(const struct wlr_box *outer, const struct frame_extents *ext)
{
	return (struct wlr_box){
			.x = outer->x + ext->left,
			.y = outer->y + ext->top,
			.width = outer->width - ext->left - ext->right,
			.height = outer->height - ext->top - ext->bottom,
	};
}

static int
clamp_start(int start, int length, int from, int room)
{
	if (start > from + room - length) {
		start = from + room - length;
	}
	return start < from ? from : start;
}

void
placement_clamp(struct wlr_box *box, const struct wlr_box *area)
{
	box->x = clamp_start(box->x, box->width, area->x, area->width);
	box->y = clamp_start(box->y, box->height, area->y, area->height);
}

static void
cut(struct wlr_box *outer, const struct wlr_box *area)
{
	if (outer->width > area->width) {
		outer->width = area->width;
	}
	if (outer->height > area->height) {
		outer->height = area->height;
	}
}

void
placement_center(struct wlr_box *outer, const struct wlr_box *parent,
		const struct wlr_box *area)
{
	cut(outer, area);
	outer->x = parent->x + (parent->width - outer->width) / 2;
	outer->y = parent->y + (parent->height - outer->height) / 2;
	placement_clamp(outer, area);
}

void
placement_keep_reachable(struct wlr_box *outer, const struct wlr_box *area,
		const struct frame_extents *ext)
{
	int width = outer->width < REACHABLE ? outer->width : REACHABLE;
	int lowest = area->y + area->height - (ext->top > 0 ? ext->top : 1);

	if (outer->x > area->x + area->width - width) {
		outer->x = area->x + area->width - width;
	}
	if (outer->x < area->x - outer->width + width) {
		outer->x = area->x - outer->width + width;
	}
	if (outer->y > lowest) {
		outer->y = lowest;
	}
	if (outer->y < area->y) {
		outer->y = area->y;
	}
}

static int64_t
get_overlap(const struct wlr_box *box, const struct wlr_box *others, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		struct wlr_box common;

		if (wlr_box_intersection(&common, box, &others[i])) {
			sum += (int64_t)common.width * common.height;
		}
	}
	return sum;
}

/* Free room beside the others: every pair of a left and a top edge is tried,
 * nearest to the area's corner first. */
static bool
find_free(struct wlr_box *outer, const struct wlr_box *area,
		const struct wlr_box *others, size_t n)
{
	struct wlr_box best = {0};
	int64_t best_distance = INT64_MAX;

	for (size_t i = 0; i <= n; i++) {
		for (size_t j = 0; j <= n; j++) {
			struct wlr_box try = *outer;
			struct wlr_box clamped;
			int64_t distance;

			try.x = GAP +
					(i < n ? others[i].x + others[i].width
					       : area->x);
			try.y = GAP +
					(j < n ? others[j].y + others[j].height
					       : area->y);
			clamped = try;
			placement_clamp(&clamped, area);
			distance = (int64_t)(try.y - area->y) * area->width +
					try.x - area->x;
			if (clamped.x == try.x && clamped.y == try.y &&
					distance < best_distance &&
					get_overlap(&try, others, n) == 0) {
				best = try;
				best_distance = distance;
			}
		}
	}
	if (best_distance < INT64_MAX) {
		*outer = best;
	}
	return best_distance < INT64_MAX;
}

static bool
hides_corner(const struct wlr_box *box, const struct wlr_box *others, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int dx = box->x - others[i].x;
		int dy = box->y - others[i].y;

		if (dx > -CASCADE && dx < CASCADE && dy > -CASCADE &&
				dy < CASCADE) {
			return true;
		}
	}
	return false;
}

static void
cascade(struct wlr_box *outer, const struct wlr_box *area,
		const struct wlr_box *others, size_t n)
{
	struct wlr_box start;

	placement_center(outer, area, area);
	start = *outer;
	for (size_t i = 0; i <= n && hides_corner(outer, others, n); i++) {
		outer->x += CASCADE;
		outer->y += CASCADE;
		if (outer->x + outer->width > area->x + area->width ||
				outer->y + outer->height >
						area->y + area->height) {
			/* Past the corner: a new diagonal, further left. */
			outer->x = start.x - CASCADE * (int)(i + 1);
			outer->y = area->y;
			placement_clamp(outer, area);
		}
	}
	placement_clamp(outer, area);
}

static bool
lies_inside(const struct wlr_box *box, const struct wlr_box *others, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct wlr_box common;

		if (wlr_box_intersection(&common, box, &others[i]) &&
				common.width == box->width &&
				common.height == box->height) {
			return true;
		}
	}
	return false;
}

/* To the corner of the area where it covers the others least, if that is less
 * than where it is. */
static void
move_to_corner(struct wlr_box *outer, const struct wlr_box *area,
		const struct wlr_box *others, size_t n)
{
	int64_t least = get_overlap(outer, others, n);
	int right = area->x + area->width - outer->width - GAP;
	int bottom = area->y + area->height - outer->height - GAP;

	for (int i = 0; i < 4; i++) {
		struct wlr_box corner = *outer;
		int64_t overlap;

		corner.x = i & 1 ? right : area->x + GAP;
		corner.y = i & 2 ? bottom : area->y + GAP;
		placement_clamp(&corner, area);
		overlap = get_overlap(&corner, others, n);
		if (overlap < least) {
			least = overlap;
			*outer = corner;
		}
	}
}

/* What can be seen of a title bar's middle row, which runs through its text,
 * from its left end up to a width; empty if nothing can. */
static struct wlr_box
get_seen_title(const struct wlr_box *others, size_t index, int title_height,
		int width)
{
	const struct wlr_box *box = &others[index];
	pixman_region32_t seen;
	struct wlr_box extents;

	pixman_region32_init_rect(&seen, box->x, box->y + title_height / 2,
			(unsigned int)(width < box->width ? width : box->width),
			1);
	for (size_t i = 0; i < index; i++) {
		pixman_region32_t above;

		pixman_region32_init_rect(&above, others[i].x, others[i].y,
				(unsigned int)others[i].width,
				(unsigned int)others[i].height);
		pixman_region32_subtract(&seen, &seen, &above);
		pixman_region32_fini(&above);
	}
	extents = (struct wlr_box){seen.extents.x1, seen.extents.y1,
			seen.extents.x2 - seen.extents.x1,
			seen.extents.y2 - seen.extents.y1};
	pixman_region32_fini(&seen);
	return extents;
}

/* Would a window here leave too little of this to be seen? */
static bool
hides(const struct wlr_box *box, const struct wlr_box *title)
{
	int rest = title->width / 2 < SEEN ? title->width / 2 : SEEN;

	return title->x + rest >= box->x && title->y >= box->y &&
			title->x + title->width <= box->x + box->width + rest &&
			title->y + title->height <= box->y + box->height;
}

/* Would a window here cover more than half of a name? */
static bool
hides_name(const struct wlr_box *box, const struct wlr_box *name)
{
	struct wlr_box common;

	return wlr_box_intersection(&common, box, name) &&
			common.width > name->width / 2;
}

struct titles {
	struct wlr_box seen[PLACEMENT_MAX_OTHERS];
	struct wlr_box names[PLACEMENT_MAX_OTHERS]; // empty: hidden already
	size_t n;
	const struct wlr_box *others; // borrowed
	size_t n_others;
	int height;
};

/* How bad a place is: hidden titles first, then names, then covered area. */
static int64_t
judge(const struct wlr_box *box, const struct titles *titles)
{
	struct wlr_box own = *box;
	struct wlr_box name;
	int64_t bad = get_overlap(box, titles->others, titles->n_others);

	own.y += titles->height / 2;
	own.height = 1;
	name = own;
	name.width = NAME < own.width ? NAME : own.width;
	for (size_t i = 0; i < titles->n; i++) {
		bad += hides(box, &titles->seen[i]) ? TITLE_COST : 0;
		bad += hides_name(box, &titles->names[i]) ? LABEL_COST : 0;
	}
	for (size_t i = 0; i < titles->n_others; i++) {
		bad += hides_name(&titles->others[i], &name) ? LABEL_COST : 0;
		if (hides(&titles->others[i], &own)) {
			bad += TITLE_COST;
			break;
		}
	}
	return bad;
}

/* Looks over the area for a place that hides no title bar, and no name in one,
 * if this one does. */
static void
spare_titles(struct wlr_box *outer, const struct wlr_box *area,
		const struct wlr_box *others, size_t n, int title_height)
{
	struct titles titles = {
			.others = others, .n_others = n, .height = title_height};
	struct wlr_box best = *outer;
	int64_t least;

	for (size_t i = 0; i < n; i++) {
		struct wlr_box seen = get_seen_title(
				others, i, title_height, others[i].width);

		if (!wlr_box_empty(&seen)) {
			titles.names[titles.n] = get_seen_title(
					others, i, title_height, NAME);
			titles.seen[titles.n++] = seen;
		}
	}
	least = judge(&best, &titles);
	if (least < LABEL_COST) {
		return;
	}
	for (int i = 0; i < TRIES * TRIES; i++) {
		struct wlr_box try = *outer;
		int64_t bad;

		try.x = area->x +
				(area->width - outer->width) * (i % TRIES) /
						(TRIES - 1);
		try.y = area->y +
				(area->height - outer->height) * (i / TRIES) /
						(TRIES - 1);
		bad = judge(&try, &titles);
		if (bad < least) {
			least = bad;
			best = try;
		}
	}
	*outer = best;
}

void
placement_choose(struct wlr_box *outer, const struct wlr_box *area,
		const struct wlr_box *others, size_t n, int title_height)
{
	cut(outer, area);
	if (n > PLACEMENT_MAX_OTHERS) {
		n = PLACEMENT_MAX_OTHERS;
	}
	if (!find_free(outer, area, others, n)) {
		cascade(outer, area, others, n);
		/* a window that is not given the keyboard comes up below
		 * the one that has it */
		if (lies_inside(outer, others, n)) {
			move_to_corner(outer, area, others, n);
		}
		spare_titles(outer, area, others, n, title_height);
	}
}
