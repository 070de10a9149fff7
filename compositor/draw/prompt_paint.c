// SPDX-License-Identifier: MIT
#include "compositor/draw/prompt_paint.h"

#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "compositor/draw/color.h"
#include "compositor/draw/glyph.h"
#include "compositor/draw/panel_box.h"
#include "compositor/draw/text.h"
#include "compositor/draw/theme.h"

// logical px
#define RADIUS 9
#define BUTTON_RADIUS 6
#define RIM 3 // of the panel
#define FLAG_INSET 4 // of a label's block in its row
#define GAP 10
#define CHOICE_GAP 4
#define MARK_SIZE 15
#define BAR 4 // width of the scroll bar
#define LINE_MAX (TEXT_MAX_CHARS + 8)

#define ELLIPSIS "\xe2\x80\xa6"

/* A part of a text that fits on a line; cut: some of the text before it is not
 * shown. */
struct span {
	const char *at; // borrowed
	size_t len;
	bool cut;
};

static double
to_pixels(const struct prompt_spec *spec, double logical)
{
	return round(logical * spec->scale);
}

static double
get_center(const struct prompt_spec *spec, const struct prompt_box *box)
{
	return (box->y + box->height / 2.0) * spec->scale;
}

static struct text_style
get_style(const struct prompt_spec *spec)
{
	return (struct text_style){
			.size = spec->theme->font_size * spec->scale,
			.rgb = spec->theme->panel.text,
	};
}

static struct text_style
get_dim(const struct prompt_spec *spec)
{
	const struct theme_colors *panel = &spec->theme->panel;
	struct text_style style = get_style(spec);

	style.rgb = theme_get_dim(spec->theme, panel->text, panel->bar);
	return style;
}

static int
measure(const struct theme *theme, double scale, const char *text, size_t len)
{
	const struct text_style style = {
			.size = theme->font_size * scale, .bold = true};
	char line[LINE_MAX];

	snprintf(line, sizeof(line), "%.*s", (int)len, text);
	return text_get_width(theme->text, line, &style);
}

/* How much of the text, from its start, fits into a width in pixels. */
static size_t
fit_start(const struct theme *theme, double scale, const char *text, int width)
{
	size_t low = 1;
	size_t high = strlen(text);

	high = high < TEXT_MAX_CHARS ? high : TEXT_MAX_CHARS;
	while (low < high) {
		size_t middle = (low + high + 1) / 2;

		if (measure(theme, scale, text, middle) <= width) {
			low = middle;
		} else {
			high = middle - 1;
		}
	}
	return low;
}

/* The longest end of the text that fits behind an ellipsis. */
static struct span
fit_end(const struct theme *theme, double scale, const char *text, int width)
{
	size_t len = strlen(text);
	size_t low = 1;
	size_t high = len < TEXT_MAX_CHARS ? len : TEXT_MAX_CHARS;

	width -= measure(theme, scale, ELLIPSIS, strlen(ELLIPSIS));
	while (low < high) {
		size_t middle = (low + high + 1) / 2;

		if (measure(theme, scale, text + len - middle, middle) <= width) {
			low = middle;
		} else {
			high = middle - 1;
		}
	}
	return (struct span){text + len - low, low, true};
}

/* The next line of a text that is drawn up to *rest; the last one there may be
 * has the text's end if not all of it fits. */
static struct span
take_line(const struct theme *theme, double scale, const char **rest, int width,
		bool last)
{
	struct span span = {*rest, 0, false};

	span.len = fit_start(theme, scale, *rest, width);
	if (last && span.at[span.len] != '\0') {
		span = fit_end(theme, scale, *rest, width);
	}
	*rest = span.at + span.len;
	return span;
}

int
prompt_paint_count_lines(const struct theme *theme, double scale,
		const char *text, int width, int max)
{
	int pixels = (int)(width * scale);
	int count = 0;

	do {
		text += text[0] != '\0' ? fit_start(theme, scale, text, pixels)
					: 0;
		count++;
	} while (text[0] != '\0' && count < max);
	return count;
}

static void
paint_ground(const struct prompt_spec *spec, cairo_t *cr, int width, int height)
{
	const struct theme *theme = spec->theme;
	double rim = to_pixels(spec, RIM);
	double line = fmax(1, round(spec->scale));
	double r = RADIUS * spec->scale;

	color_set_source(cr, theme->trusted_edge, 1);
	panel_box_path(cr, 0, 0, width, height, r);
	cairo_fill(cr);
	color_set_source(cr, theme->trusted_ring, 1);
	panel_box_path(cr, line, line, width - 2 * line, height - 2 * line,
			r - line);
	cairo_fill(cr);
	color_set_source(cr, theme->panel.bar, 1);
	panel_box_path(cr, rim, rim, width - 2 * rim, height - 2 * rim, r - rim);
	cairo_fill_preserve(cr);
	cairo_save(cr);
	cairo_clip(cr);
	color_set_source(cr, theme->trusted.bar, 1);
	cairo_rectangle(cr, 0, 0, width,
			to_pixels(spec, spec->layout.header.height));
	cairo_fill(cr);
	cairo_restore(cr);
}

/* Says who asks: we do. */
static void
paint_header(const struct prompt_spec *spec, cairo_t *cr)
{
	const struct prompt_box *box = &spec->layout.header;
	struct text_style style = get_style(spec);
	double cy = get_center(spec, box);
	int x = (int)to_pixels(spec, box->x);
	int right = (int)to_pixels(spec, box->x + box->width);
	char count[48];

	style.rgb = spec->theme->trusted.text;
	color_set_source(cr, style.rgb, 1);
	glyph_draw(cr, GLYPH_LATTICE, x + to_pixels(spec, MARK_SIZE) / 2,
			round(cy), to_pixels(spec, MARK_SIZE), spec->scale);
	x += (int)to_pixels(spec, MARK_SIZE + GAP);
	if (spec->of > 1) {
		int room;

		snprintf(count, sizeof(count), "%d of %d", spec->number,
				spec->of);
		room = text_get_width(spec->theme->text, count, &style);
		text_draw(spec->theme->text, cr, count, &style, right - room,
				cy, room);
		right -= room + (int)to_pixels(spec, GAP);
	}
	style.bold = true;
	text_draw(spec->theme->text, cr, "Leadlight asks", &style, x, cy,
			right - x);
}

/* The label's block; returns where it ends. */
static int
paint_flag(const struct prompt_spec *spec, const struct identity *identity,
		cairo_t *cr, int x, double cy, int height, int most)
{
	const struct theme *theme = spec->theme;
	uint32_t rgb = identity->trusted ? theme->trusted.bar : identity->rgb;
	int width = identity_get_width(theme, identity, spec->scale);

	width = width < most ? width : most;
	color_set_source(cr, rgb, 1);
	panel_box_path(cr, x, round(cy - height / 2.0), width, height,
			(BUTTON_RADIUS - 2) * spec->scale);
	cairo_fill_preserve(cr);
	/* A black label stays visible on a black panel. */
	cairo_set_line_width(cr, fmax(1, round(spec->scale)));
	color_set_source(cr, theme->panel.text, 0.25);
	cairo_stroke(cr);
	identity_draw(theme, identity, cr, spec->scale, color_text_on(rgb), x,
			cy, width);
	return x + width;
}

static void
paint_source(const struct prompt_spec *spec, cairo_t *cr)
{
	const struct prompt_box *box = &spec->layout.source;
	struct text_style style = get_style(spec);
	int right = (int)to_pixels(spec, box->x + box->width);
	double cy = get_center(spec, box);
	int x = (int)to_pixels(spec, box->x);

	x = paint_flag(spec, &spec->source, cr, x, cy,
			(int)to_pixels(spec, box->height), (right - x) * 2 / 3);
	x += (int)to_pixels(spec, GAP);
	text_draw(spec->theme->text, cr, spec->request, &style, x, cy, right - x);
}

static void
paint_text(const struct prompt_spec *spec, cairo_t *cr,
		const struct prompt_box *box, const char *name,
		const char *text, int lines)
{
	const struct theme *theme = spec->theme;
	struct text_style dim = get_dim(spec);
	struct text_style style = get_style(spec);
	int x = (int)to_pixels(spec, box->x + spec->layout.label);
	int width = (int)to_pixels(spec, box->width - spec->layout.label);
	double cy = (box->y + spec->layout.line / 2.0) * spec->scale;
	const char *rest = text;
	char line[LINE_MAX];

	text_draw(theme->text, cr, name, &dim, (int)to_pixels(spec, box->x), cy,
			(int)to_pixels(spec, spec->layout.label - GAP));
	if (text[0] == '\0') {
		text_draw(theme->text, cr, "none", &dim, x, cy, width);
	}
	style.bold = true;
	for (int i = 0; i < lines && rest[0] != '\0'; i++) {
		struct span span = take_line(theme, spec->scale, &rest, width,
				i == lines - 1);

		snprintf(line, sizeof(line), "%s%.*s", span.cut ? ELLIPSIS : "",
				(int)span.len, span.at);
		text_draw(theme->text, cr, line, &style, x, cy, width);
		if (span.cut && lines > 1) {
			snprintf(line, sizeof(line), "%zu in all", strlen(text));
			text_draw(theme->text, cr, line, &dim,
					(int)to_pixels(spec, box->x), cy,
					(int)to_pixels(spec,
							spec->layout.label - GAP));
		}
		cy += spec->layout.line * spec->scale;
	}
}

static void
fill_box(const struct prompt_spec *spec, cairo_t *cr,
		const struct prompt_box *box, uint32_t rgb)
{
	color_set_source(cr, rgb, 1);
	panel_box_path(cr, to_pixels(spec, box->x), to_pixels(spec, box->y),
			to_pixels(spec, box->width), to_pixels(spec, box->height),
			BUTTON_RADIUS * spec->scale);
	cairo_fill(cr);
}

static void
outline(const struct prompt_spec *spec, cairo_t *cr,
		const struct prompt_box *box, double line, double alpha)
{
	double x = to_pixels(spec, box->x) + line / 2;
	double y = to_pixels(spec, box->y) + line / 2;
	double right = to_pixels(spec, box->x + box->width) - line / 2;
	double bottom = to_pixels(spec, box->y + box->height) - line / 2;

	panel_box_path(cr, x, y, right - x, bottom - y,
			BUTTON_RADIUS * spec->scale);
	cairo_set_line_width(cr, line);
	color_set_source(cr, spec->theme->panel.text, alpha);
	cairo_stroke(cr);
}

/* What was typed with a caret behind it, and how much it finds. */
static void
paint_search(const struct prompt_spec *spec, cairo_t *cr)
{
	const struct prompt_box *box = &spec->layout.search;
	struct text *text = spec->theme->text;
	bool has_focus = spec->focus == PROMPT_LIST;
	struct text_style dim = get_dim(spec);
	struct text_style style = get_style(spec);
	double cy = get_center(spec, box);
	int x = (int)to_pixels(spec, box->x + GAP);
	int right = (int)to_pixels(spec, box->x + box->width - GAP);
	char count[48];
	int room;

	outline(spec, cr, box,
			fmax(1, round((has_focus ? 1.6 : 1) * spec->scale)),
			has_focus ? 0.85 : 0.35);
	snprintf(count, sizeof(count), "%d of %d", spec->matching, spec->total);
	room = text_get_width(text, count, &dim);
	text_draw(text, cr, count, &dim, right - room, cy, room);
	right -= room + (int)to_pixels(spec, GAP);
	if (spec->filter[0] == '\0') {
		int gap = (int)to_pixels(spec, 4); // behind the caret

		text_draw(text, cr, "Which qube? Type to search", &dim, x + gap,
				cy, right - x - gap);
	} else {
		x += text_draw(text, cr, spec->filter, &style, x, cy, right - x);
	}
	if (has_focus) {
		color_set_source(cr, style.rgb, 1);
		cairo_rectangle(cr, x + round(spec->scale),
				round(cy - style.size * 0.65),
				fmax(1, round(spec->scale)),
				round(style.size * 1.3));
		cairo_fill(cr);
	}
}

static void
paint_selection(const struct prompt_spec *spec, cairo_t *cr,
		const struct prompt_box *box)
{
	fill_box(spec, cr, box, spec->theme->panel_selected);
	outline(spec, cr, box, 1.5 * spec->scale, 0.85);
}

static void
paint_rows(const struct prompt_spec *spec, cairo_t *cr)
{
	const struct prompt_layout *layout = &spec->layout;
	int inset = (int)to_pixels(spec, FLAG_INSET);
	struct prompt_box box = layout->list;
	struct text_style dim = get_dim(spec);

	box.width -= spec->matching > spec->count ? 2 * BAR + 2 : 0;
	box.height = layout->row;
	for (int i = 0; i < spec->count; i++, box.y += layout->row) {
		if (i == spec->selected) {
			paint_selection(spec, cr, &box);
		}
		paint_flag(spec, &spec->rows[i], cr,
				(int)to_pixels(spec, box.x) + inset,
				get_center(spec, &box),
				(int)to_pixels(spec, box.height) - 2 * inset,
				(int)to_pixels(spec, box.width) - 2 * inset);
	}
	if (spec->count == 0) {
		text_draw(spec->theme->text, cr, "No such qube can be chosen",
				&dim, (int)to_pixels(spec, box.x + GAP),
				get_center(spec, &box),
				(int)to_pixels(spec, box.width - 2 * GAP));
	}
}

/* Where the rows stand among all that match. */
static void
paint_bar(const struct prompt_spec *spec, cairo_t *cr)
{
	const struct prompt_box *box = &spec->layout.list;
	double top = to_pixels(spec, box->y);
	double room = to_pixels(spec, box->height);
	double w = BAR * spec->scale;
	double length = room * spec->count / fmax(1, spec->matching);
	double begin;

	if (spec->matching <= spec->count) {
		return;
	}
	length = fmax(length, 4 * w); // of hundreds it is still seen
	begin = (room - length) * spec->first /
			fmax(1, spec->matching - spec->count);
	color_set_source(cr, spec->theme->panel.text, 0.45);
	panel_box_path(cr, to_pixels(spec, box->x + box->width) - w,
			top + begin, w, length, w / 2);
	cairo_fill(cr);
}

static void
paint_name(const struct prompt_spec *spec, cairo_t *cr,
		const struct prompt_box *box, const char *name, uint32_t rgb)
{
	struct text_style style = get_style(spec);
	int width = (int)to_pixels(spec, box->width);
	int room;

	style.bold = true;
	style.rgb = rgb;
	room = text_get_width(spec->theme->text, name, &style);
	room = room < width ? room : width;
	text_draw(spec->theme->text, cr, name, &style,
			(int)to_pixels(spec, box->x) + (width - room) / 2,
			get_center(spec, box), room);
}

/* For how long the answer holds: only this time, or one of the times. */
static void
paint_remember(const struct prompt_spec *spec, cairo_t *cr)
{
	const struct prompt_layout *layout = &spec->layout;
	struct text_style dim = get_dim(spec);
	int x = layout->padding;

	if (layout->choices == 0) {
		return;
	}
	text_draw(spec->theme->text, cr, "Remember", &dim,
			(int)to_pixels(spec, x),
			get_center(spec, &layout->remember),
			(int)to_pixels(spec, layout->label - 2));
	for (int i = 0; i < layout->choices; i++) {
		struct prompt_box box = prompt_layout_get_choice(layout, i);
		bool chosen = i == spec->remember;
		bool has_focus = chosen && spec->focus == PROMPT_REMEMBER;

		box.width -= i + 1 < layout->choices ? CHOICE_GAP : 0;
		fill_box(spec, cr, &box,
				chosen ? spec->theme->panel_selected
				       : spec->theme->panel.bar);
		outline(spec, cr, &box,
				fmax(1, round((has_focus ? 2.5 : 1) * spec->scale)),
				has_focus		 ? 1
						: chosen ? 0.85
							 : 0.35);
		paint_name(spec, cr, &box, spec->choices[i],
				chosen ? spec->theme->panel.text : dim.rgb);
	}
}

static void
paint_deny(const struct prompt_spec *spec, cairo_t *cr)
{
	const struct prompt_box *box = &spec->layout.deny;
	bool has_focus = spec->focus == PROMPT_DENY;

	fill_box(spec, cr, box, spec->theme->panel_selected);
	outline(spec, cr, box,
			fmax(1, round((has_focus ? 2.5 : 1) * spec->scale)),
			has_focus ? 1 : 0.45);
	paint_name(spec, cr, box, "Deny", spec->theme->panel.text);
}

void
prompt_paint_allow(const struct prompt_spec *spec, cairo_t *cr, int width,
		int height)
{
	const struct theme *theme = spec->theme;
	const struct prompt_box box = {0, 0, spec->layout.allow.width,
			spec->layout.allow.height};
	uint32_t idle = theme_get_dim(theme, theme->panel.text,
			color_mix(theme->panel.bar, theme->panel.text,
					PROMPT_PAINT_IDLE));
	bool ready = spec->chosen && spec->step == PROMPT_PAINT_STEPS;
	bool has_focus = spec->focus == PROMPT_ALLOW;
	double r = BUTTON_RADIUS * spec->scale;

	color_set_source(cr, theme->panel.bar, 1);
	cairo_paint(cr);
	panel_box_path(cr, 0, 0, width, height, r);
	cairo_save(cr);
	cairo_clip(cr);
	color_set_source(cr, theme->panel.text,
			ready ? PROMPT_PAINT_READY : PROMPT_PAINT_IDLE);
	cairo_paint(cr);
	if (!ready) {
		color_set_source(cr, theme->panel.text, PROMPT_PAINT_FILLED);
		cairo_rectangle(cr, 0, 0,
				(double)width * spec->step / PROMPT_PAINT_STEPS,
				spec->chosen ? height : 0);
		cairo_fill(cr);
	}
	cairo_restore(cr);
	if (has_focus) {
		double line = fmax(1, round(2.5 * spec->scale));

		panel_box_path(cr, line / 2, line / 2, width - line,
				height - line, r - line / 2);
		cairo_set_line_width(cr, line);
		color_set_source(cr, ready ? theme->panel.bar : theme->panel.text,
				ready ? 0.6 : 1);
		cairo_stroke(cr);
	}
	paint_name(spec, cr, &box, "Allow",
			ready			       ? theme->panel.bar
					: spec->chosen ? theme->panel.text
						       : idle);
}

static void
paint_hint(const struct prompt_spec *spec, cairo_t *cr)
{
	const struct prompt_box *box = &spec->layout.hint;
	struct text_style style = get_style(spec);

	text_draw(spec->theme->text, cr, spec->hint, &style,
			(int)to_pixels(spec, box->x), get_center(spec, box),
			(int)to_pixels(spec, box->width));
}

void
prompt_paint(const struct prompt_spec *spec, cairo_t *cr, int width, int height)
{
	const struct prompt_layout *layout = &spec->layout;

	paint_ground(spec, cr, width, height);
	paint_header(spec, cr);
	paint_source(spec, cr);
	paint_text(spec, cr, &layout->service, "Service", spec->service,
			layout->service_lines);
	paint_text(spec, cr, &layout->argument, "Argument", spec->argument,
			layout->argument_lines);
	paint_search(spec, cr);
	paint_rows(spec, cr);
	paint_bar(spec, cr);
	paint_remember(spec, cr);
	paint_hint(spec, cr);
	paint_deny(spec, cr);
}
