// SPDX-License-Identifier: MIT
#include "tests/attack/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/placement.h"
#include "compositor/windows/view.h"
#include "tests/attack/field.h"
#include "tests/attack/model.h"
#include "tests/attack/scan.h"
#include "tests/check.h"

#define BLANK 0xe8e8e8u // where a window has no picture
#define SMOOTHED 0x18 // most that a drawing changes that is not shown 1:1

struct judge {
	struct verdict *verdict; // borrowed
	struct field *field; // borrowed
	const struct scan *scan; // borrowed
	struct model model;
	const uint32_t *before; // borrowed
};

/* Keeps the first. */
__attribute__((format(printf, 2, 3))) static void
breaks(struct judge *judge, const char *fmt, ...)
{
	va_list args;

	if (judge->verdict->broken[0]) {
		return;
	}
	va_start(args, fmt);
	vsnprintf(judge->verdict->broken, sizeof(judge->verdict->broken), fmt,
			args);
	va_end(args);
}

static bool
is_of_view(const struct model *model, int i)
{
	return model->part[i] != MODEL_BEHIND && model->part[i] != MODEL_PANEL;
}

static void
breaks_at(struct judge *judge, int i, const char *rule)
{
	const struct scan *scan = judge->scan;
	const struct view *view = is_of_view(&judge->model, i)
			? judge->model.views[judge->model.owner[i]]
			: NULL;

	breaks(judge,
			"%s: pixel %d,%d of %s is %06x, was %06x, evil %d, bank %d, "
			"local %d, behind %d; belongs to %s, part %d",
			rule, i % scan->width, i / scan->width,
			scan->output->wlr_output->name, scan->pixels[i],
			judge->before[i], scan->cover[SCAN_EVIL][i],
			scan->cover[SCAN_BANK][i], scan->cover[SCAN_LOCAL][i],
			scan->cover[SCAN_BEHIND][i],
			!view			     ? "nobody"
					: view->qube ? view->qube
						     : "a program",
			judge->model.part[i]);
}

static bool
is_free_of(const struct scan *scan, int i, int except)
{
	for (int s = 0; s < SCAN_SOURCES; s++) {
		if (s != except && scan->cover[s][i] != 0) {
			return false;
		}
	}
	return true;
}

static enum scan_source
get_source(const struct judge *judge, const struct view *view)
{
	if (!view->qube) {
		return SCAN_LOCAL;
	}
	return strcmp(view->qube, "evil") == 0 ? SCAN_EVIL : SCAN_BANK;
}

static bool
is_under_cursor(const struct scan *scan, int x, int y)
{
	struct wlr_output_cursor *cursor;

	wl_list_for_each(cursor, &scan->output->wlr_output->cursors, link) {
		int left = (int)cursor->x - cursor->hotspot_x;
		int top = (int)cursor->y - cursor->hotspot_y;

		if (cursor->visible && x >= left && y >= top &&
				x < left + (int)cursor->width &&
				y < top + (int)cursor->height) {
			return true;
		}
	}
	return false;
}

/* What is ours alone: nothing shines through, and it looks as it does without
 * any window. */
static enum verdict_kind
judge_ours(struct judge *judge, int i)
{
	const struct scan *scan = judge->scan;

	if (scan->through[i] == 0 &&
			(!is_free_of(scan, i, -1) ||
					scan->pixels[i] != scan->trusted[i])) {
		breaks_at(judge, i, "trusted UI is covered");
	}
	return VERDICT_OURS;
}

static enum verdict_kind
judge_content(struct judge *judge, int i, const struct view *view)
{
	const struct scan *scan = judge->scan;
	enum scan_source source = get_source(judge, view);

	if (!is_free_of(scan, i, (int)source)) {
		breaks_at(judge, i, "somebody else shows in a window");
	} else if (scan->cover[source][i] == 0 && scan->pixels[i] != BLANK) {
		breaks_at(judge, i, "a window does not show its content");
	}
	return source == SCAN_LOCAL ? VERDICT_LOCAL : VERDICT_CONTENT;
}

/* On a screen that is not the densest a frame's drawings are smoothed. */
static bool
has_color(const struct scan *scan, int i, uint32_t rgb, bool exactly)
{
	for (int shift = 0; shift < 24; shift += 8) {
		int is = (int)(scan->pixels[i] >> shift & 0xff);
		int should = (int)(rgb >> shift & 0xff);

		if (abs(is - should) > (exactly ? 0 : SMOOTHED)) {
			return false;
		}
	}
	return true;
}

static enum verdict_kind
judge_frame(struct judge *judge, int i, const struct view *view)
{
	const struct scan *scan = judge->scan;

	if (!is_free_of(scan, i, -1)) {
		breaks_at(judge, i, "a frame is covered");
	} else if (judge->model.part[i] == MODEL_EDGE && view->qube &&
			!has_color(scan, i, view->label.rgb,
					scan->scale == judge->field->scale)) {
		breaks_at(judge, i, "a frame is not of its label's colour");
	}
	return VERDICT_FRAME;
}

static enum verdict_kind
judge_pixel(struct judge *judge, int x, int y)
{
	const struct scan *scan = judge->scan;
	int i = y * scan->width + x;
	const struct view *view = is_of_view(&judge->model, i)
			? judge->model.views[judge->model.owner[i]]
			: NULL;

	if (is_under_cursor(scan, x, y)) {
		return VERDICT_CURSOR;
	}
	if (scan->through[i] < 255) {
		return judge_ours(judge, i);
	}
	if (y < model_get_y(scan, scan->output->box.y + OUTPUT_STRIP_HEIGHT)) {
		breaks_at(judge, i, "the strip has a hole");
	}
	switch ((enum model_part)judge->model.part[i]) {
	case MODEL_BEHIND:
		if (scan->cover[SCAN_BEHIND][i] != 255) {
			breaks_at(judge, i, "something is where no window is");
		}
		return VERDICT_BEHIND;
	case MODEL_EDGE:
	case MODEL_BAR:
		return judge_frame(judge, i, view);
	case MODEL_CORNER:
		return VERDICT_FRAME;
	case MODEL_CONTENT:
		return judge_content(judge, i, view);
	case MODEL_PANEL:
		if (!is_free_of(scan, i, -1) ||
				scan->pixels[i] == FIELD_EVIL_RGB) {
			breaks_at(judge, i, "a panel is covered");
		}
		return VERDICT_LOCAL;
	}
	return VERDICT_BEHIND;
}

static void
judge_pixels(struct judge *judge)
{
	for (int y = 0; y < judge->scan->height; y++) {
		for (int x = 0; x < judge->scan->width; x++) {
			judge->verdict->pixels[judge_pixel(judge, x, y)]++;
		}
	}
}

/* The source that most of a pixel is, or -1. */
static int
find_source(const struct scan *scan, int i)
{
	for (int s = 0; s < SCAN_SOURCES; s++) {
		if (scan->cover[s][i] > 127) {
			return s;
		}
	}
	return -1;
}

/* Along one line, by pixels alone: between a qube's and anybody else's there
 * is a frame. */
static void
judge_line(struct judge *judge, int from, int step, int count)
{
	int least = (int)(MODEL_FRAME * judge->scan->scale);
	int last = -1;
	int gap = 0;

	for (int k = 0; k < count; k++) {
		int i = from + k * step;
		int source = find_source(judge->scan, i);

		if (source < 0) {
			gap++;
			continue;
		}
		if (last >= 0 && source != last && gap < least &&
				(source <= SCAN_BANK || last <= SCAN_BANK)) {
			breaks_at(judge, i, "no frame is between");
		}
		last = source;
		gap = 0;
	}
}

static void
judge_lines(struct judge *judge)
{
	const struct scan *scan = judge->scan;

	for (int y = 0; y < scan->height; y++) {
		judge_line(judge, y * scan->width, 1, scan->width);
	}
	for (int x = 0; x < scan->width; x++) {
		judge_line(judge, x, scan->width, scan->height);
	}
}

static bool
lies_inside(const struct wlr_box *box, const struct wlr_box *area)
{
	struct wlr_box common;

	return wlr_box_intersection(&common, box, area) &&
			wlr_box_equal(&common, box);
}

static void
judge_view(struct judge *judge, const struct view *view)
{
	struct frame_extents ext = frame_get_extents(view);
	struct wlr_box outer = placement_get_outer(&view->geometry, &ext);
	const struct output *output =
			output_of_box(view->server, &view->geometry);

	if (ext.top < MODEL_FRAME || ext.bottom < MODEL_FRAME ||
			ext.left < MODEL_FRAME || ext.right < MODEL_FRAME) {
		breaks(judge, "a frame is thinner than %d px", MODEL_FRAME);
	}
	if (view->popup && !lies_inside(&outer, &output->work_area)) {
		breaks(judge, "a popup at %d,%d, %dx%d leaves the work area",
				outer.x, outer.y, outer.width, outer.height);
	}
	if (outer.y < output->work_area.y) {
		breaks(judge, "a title bar at y %d is under the strip", outer.y);
	}
	if (outer.width < 2 * MODEL_FRAME || outer.height < 2 * MODEL_FRAME) {
		breaks(judge, "a window has no size");
	}
}

/* Does it look as it did? Where frames are smoothed, they may be drawn anew for
 * the screen that shows most of them. */
static bool
is_unchanged(const struct judge *judge, int i)
{
	const struct scan *scan = judge->scan;

	return scan->pixels[i] == judge->before[i] ||
			judge->model.part[i] == MODEL_CORNER ||
			(judge->model.part[i] != MODEL_CONTENT &&
					scan->scale < judge->field->scale);
}

/* The window with the keyboard lies above all of the other qube, looks as it
 * did, and keeps the keyboard. */
static void
judge_vault(struct judge *judge)
{
	const struct model *model = &judge->model;
	const struct view *vault =
			field_try_view(judge->field, &judge->field->vault);
	bool above = false;

	if (seat_get_focus(judge->field->scene.server.seat) != vault) {
		breaks(judge, "the keyboard went elsewhere");
	}
	for (int v = 0; v < model->n_views; v++) {
		above |= model->views[v] == vault;
		if (above && get_source(judge, model->views[v]) == SCAN_EVIL) {
			breaks(judge, "a window of evil is above the focused one");
		}
	}
	for (int i = 0; i < model->width * model->height; i++) {
		if (is_of_view(model, i) && !is_unchanged(judge, i) &&
				model->views[model->owner[i]] == vault &&
				judge->scan->through[i] == 255 &&
				!is_under_cursor(judge->scan, i % model->width,
						i / model->width)) {
			breaks_at(judge, i, "the focused window changed");
		}
	}
}

static void
judge_screen(struct judge *judge)
{
	struct model *model = &judge->model;

	model_make(model, &judge->field->scene.server, judge->scan,
			&judge->field->panel);
	judge_pixels(judge);
	judge_lines(judge);
	for (int v = 0; v < model->n_views; v++) {
		if (model->views[v]->qube) {
			judge_view(judge, model->views[v]);
		}
	}
	if (judge->field->focus == FIELD_FOCUS_BANK) {
		judge_vault(judge);
	}
	model_free(model);
}

static void
write_shots(const struct scan *scans, int n, const char *name)
{
	const char *dir = getenv("ATTACK_SHOTS");

	for (int i = 0; dir && i < n; i++) {
		char *path = xformat("%s/%s-%d.ppm", dir, name, i);

		for (char *c = path + strlen(dir) + 1; *c; c++) {
			*c = *c == ' ' || *c == '/' ? '_' : *c;
		}
		scan_write(&scans[i], path);
		free(path);
	}
}

static void
judge_all(struct verdict *verdict, struct field *field, const char *name)
{
	struct scan scans[SCAN_MAX];
	int n = scan_take(scans, field);

	*verdict = (struct verdict){0};
	for (int i = 0; i < n; i++) {
		struct judge judge = {.verdict = verdict,
				.field = field,
				.scan = &scans[i],
				.before = field->before[i]};

		judge_screen(&judge);
	}
	if (name) {
		write_shots(scans, n, name);
	}
	for (int i = 0; i < n; i++) {
		scan_free(&scans[i]);
	}
}

void
verdict_make(struct verdict *verdict, struct field *field)
{
	judge_all(verdict, field, NULL);
}

void
verdict_check(struct field *field, const char *name)
{
	struct verdict verdict;

	judge_all(&verdict, field, name);
	if (verdict.broken[0]) {
		fail_msg("%s: %s", name, verdict.broken);
	}
}

/* Calls fn for every pixel of a part of the screens; false if one of them
 * does not pass. */
static bool
passes(struct field *field, const struct wlr_box *box,
		bool (*fn)(const struct scan *scan, int i, uint32_t before))
{
	struct scan scans[SCAN_MAX];
	int n = scan_take(scans, field);
	bool all = true;

	for (int k = 0; k < n; k++) {
		const struct scan *scan = &scans[k];
		int right = model_get_x(scan, box->x + box->width);
		int bottom = model_get_y(scan, box->y + box->height);

		for (int y = model_get_y(scan, box->y); y < bottom; y++) {
			for (int x = model_get_x(scan, box->x); x < right; x++) {
				int i = y * scan->width + x;

				all &= x < 0 || y < 0 || x >= scan->width ||
						y >= scan->height ||
						fn(scan, i, field->before[k][i]);
			}
		}
		scan_free(&scans[k]);
	}
	return all;
}

static bool
is_as_before(const struct scan *scan, int i, uint32_t before)
{
	return scan->pixels[i] == before;
}

static bool
is_of_panel(const struct scan *scan, int i, uint32_t before)
{
	return is_free_of(scan, i, -1) && scan->pixels[i] == FIELD_PANEL_RGB;
}

static bool
is_not_of_evil(const struct scan *scan, int i, uint32_t before)
{
	return scan->cover[SCAN_EVIL][i] == 0 &&
			scan->pixels[i] != FIELD_EVIL_RGB;
}

void
verdict_check_same(struct field *field, const struct wlr_box *box,
		const char *name)
{
	if (!passes(field, box, is_as_before)) {
		fail_msg("%s: changed what is trusted", name);
	}
}

void
verdict_check_panel(struct field *field, const char *name)
{
	if (!passes(field, &field->panel, is_of_panel)) {
		fail_msg("%s: a trusted program is covered", name);
	}
}

void
verdict_check_free(struct field *field, const struct wlr_box *box,
		const char *name)
{
	if (!passes(field, box, is_not_of_evil)) {
		fail_msg("%s: evil is where it may not be", name);
	}
}

void
verdict_check_blank(struct field *field, const char *name)
{
	struct scan scans[SCAN_MAX];
	int n = scan_take(scans, field);
	bool blank = true;

	for (int i = 0; i < n; i++) {
		for (int k = 0; k < scans[i].width * scans[i].height; k++) {
			blank &= is_free_of(&scans[i], k, -1);
		}
		scan_free(&scans[i]);
	}
	if (!blank) {
		fail_msg("%s: something shows on a locked screen", name);
	}
}
