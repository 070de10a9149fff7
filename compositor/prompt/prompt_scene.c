// SPDX-License-Identifier: MIT
/* How a question looks: its panel, the button that allows as a picture of its
 * own, since it changes often, and shades over everything else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "common/str.h"
#include "compositor/draw/color.h"
#include "compositor/draw/frame_layout.h"
#include "compositor/draw/theme.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/prompt/prompt_impl.h"
#include "compositor/prompt/service_words.h"
#include "compositor/qube/qube.h"
#include "compositor/server.h"
#include "compositor/ui/image.h"
#include "compositor/ui/picture.h"
#include "compositor/windows/view.h"
#include "compositor/zone/known_qubes.h"

#define MARGIN 12 // logical px to the sides of the screen
#define SERVICE_LINES 2
#define ARGUMENT_LINES 3
#define MAX_ROWS 16

static const float shade[4] = {0, 0, 0, 0.55f};

/* Texts that a drawing borrows. */
struct drawing {
	struct prompt_spec spec;
	struct identity rows[MAX_ROWS];
	char names[MAX_ROWS][PROMPT_LIST_TEXT];
	char hint[96];
	char times[ASK_MSG_TIMES][SERVICE_WORDS_TIME];
	const char *choices[ASK_MSG_TIMES + 1];
};

/* Where the person looks: at the window with the keyboard. */
static struct output *
find_output(const struct prompt *prompt)
{
	struct server *server = prompt->server;
	const struct view *focus = seat_get_focus(server->seat);
	double lx, ly;

	if (focus) {
		return output_of_box(server, &focus->geometry);
	}
	seat_get_pointer(server->seat, &lx, &ly);
	return output_at(server, lx, ly);
}

static const struct label *
find_label(const struct server *server, const char *name)
{
	const struct qube *qube;

	wl_list_for_each(qube, &server->qubes, link) {
		if (strcmp(qube->name, name) == 0) {
			return &qube->label;
		}
	}
	return known_qubes_find(server->known_qubes, name);
}

/* Of the qube called name, written as text. */
static struct identity
get_identity(const struct prompt *prompt, const char *name, const char *text)
{
	const struct server *server = prompt->server;
	const struct theme *theme = server->theme;
	const struct label *label = find_label(server, name);
	struct label none;

	if (strcmp(name, "dom0") == 0) {
		return identity_make(theme, NULL, NULL, NULL, text);
	}
	if (!label) { // a colour of no label
		none = label_make("unknown",
				color_mix(theme->panel.bar, theme->panel.text,
						0.3));
		label = &none;
	}
	return identity_make(theme, text, NULL, label, NULL);
}

static const char *
get_hint(const struct prompt *prompt, char *out, size_t size)
{
	const struct ask_msg *msg = &prompt->shown->msg;

	if (prompt->refused_remote) {
		return "Only at the machine itself";
	}
	if (prompt->refused > 0) {
		snprintf(out, size, "%s asks too often: %d refused",
				prompt->flooding, prompt->refused);
		return out;
	}
	if (prompt->list.chosen < 0) {
		return "Choose a qube, or deny";
	}
	return msg->local_only ? "Answered at the machine only"
			       : "Enter allows, Escape denies";
}

/* Keeps what is chosen in sight, and the last page full. */
static void
scroll(struct prompt *prompt)
{
	int row = prompt_list_get_row(&prompt->list);
	int rows = prompt->layout.rows;
	int last = prompt->list.count - rows;

	if (row >= 0 && !prompt->looks_around) {
		prompt->first = row < prompt->first ? row : prompt->first;
		prompt->first = row >= prompt->first + rows ? row - rows + 1
							    : prompt->first;
	}
	prompt->first = prompt->first < last ? prompt->first : last;
	prompt->first = prompt->first > 0 ? prompt->first : 0;
}

static void
fill_rows(struct prompt *prompt, struct drawing *drawing)
{
	const struct prompt_list *list = &prompt->list;
	struct prompt_spec *spec = &drawing->spec;
	int most = prompt->layout.rows < MAX_ROWS ? prompt->layout.rows
						  : MAX_ROWS;

	scroll(prompt);
	spec->first = prompt->first;
	spec->selected = -1;
	while (spec->count < most && spec->first + spec->count < list->count) {
		int i = spec->count++;
		int index = list->matching[spec->first + i];
		const struct ask_msg_target *target = &list->targets[index];

		prompt_list_format(target, drawing->names[i]);
		drawing->rows[i] = get_identity(
				prompt, target->qube, drawing->names[i]);
		if (index == list->chosen) {
			spec->selected = i;
		}
	}
}

static void
fill_choices(const struct ask_msg *msg, struct drawing *drawing)
{
	drawing->choices[0] = "No";
	for (int i = 0; i < msg->time_count; i++) {
		service_words_format_time(msg->times[i], drawing->times[i]);
		drawing->choices[i + 1] = drawing->times[i];
	}
}

static void
fill(struct prompt *prompt, struct drawing *drawing)
{
	const struct ask_msg *msg = &prompt->shown->msg;

	*drawing = (struct drawing){0};
	drawing->spec = (struct prompt_spec){
			.theme = prompt->server->theme,
			.layout = prompt->layout,
			.source = get_identity(prompt, msg->source, msg->source),
			.request = service_words_get(msg->service),
			.service = msg->service,
			.argument = msg->argument,
			.filter = prompt->list.filter,
			.rows = drawing->rows,
			.matching = prompt->list.count,
			.total = prompt->list.total,
			.number = prompt->answered + 1,
			.of = prompt->answered + prompt->queue.count,
			.focus = prompt->focus,
			.chosen = prompt->list.chosen >= 0,
			.step = prompt->step,
			.choices = drawing->choices,
			.remember = prompt->remember,
			.scale = picture_get_scale(prompt->panel),
	};
	drawing->spec.hint =
			get_hint(prompt, drawing->hint, sizeof(drawing->hint));
	fill_rows(prompt, drawing);
	fill_choices(msg, drawing);
}

static void
arrange(struct prompt *prompt)
{
	const struct ask_msg *msg = &prompt->shown->msg;
	const struct theme *theme = prompt->server->theme;
	struct output *output = find_output(prompt);
	struct wlr_box area;
	double scale = picture_get_scale(prompt->panel);
	int width;

	prompt->box = (struct wlr_box){0};
	if (!output) {
		return;
	}
	area = output_get_area(output);
	width = prompt_layout_get_text_width(
			area.width - 2 * MARGIN, theme->font_size);
	prompt_layout_make(&prompt->layout,
			&(struct prompt_needs){
					.font_size = theme->font_size,
					.room_width = area.width - 2 * MARGIN,
					.room_height = area.height - 2 * MARGIN,
					.service_lines = prompt_paint_count_lines(
							theme, scale, msg->service,
							width, SERVICE_LINES),
					.argument_lines = prompt_paint_count_lines(
							theme, scale, msg->argument,
							width, ARGUMENT_LINES),
					.targets = msg->count,
					.choices = msg->time_count > 0
							? msg->time_count + 1
							: 0,
			});
	prompt->box.width = prompt->layout.width;
	prompt->box.height = prompt->layout.height;
	prompt->box.x = area.x + (area.width - prompt->box.width) / 2;
	prompt->box.y = area.y + (area.height - prompt->box.height) / 2;
}

/* Everything the panel's pixels depend on. */
static char *
make_key(const struct prompt_spec *spec)
{
	char *key = xformat("prompt\n%p %.4f %d %d %d %d %d %d %d %d %d %d %d\n"
			    "%06x %d %s\n%s\n%s\n%s\n%s",
			(const void *)spec->theme, spec->scale,
			spec->layout.width, spec->layout.height, spec->count,
			spec->selected, spec->first, spec->matching,
			spec->total, spec->number, spec->of, (int)spec->focus,
			spec->remember, spec->source.rgb,
			(int)spec->source.mark, spec->source.name,
			spec->service, spec->argument, spec->filter, spec->hint);

	for (int i = 0; i < spec->count; i++) {
		const struct identity *row = &spec->rows[i];
		char *longer = xformat("%s\n%d %06x %d %s", key, row->trusted,
				row->rgb, (int)row->mark, row->name);

		free(key);
		key = longer;
	}
	return key;
}

static void
paint(const void *user, cairo_t *cr, int width, int height)
{
	prompt_paint(user, cr, width, height);
}

static void
paint_allow(const void *user, cairo_t *cr, int width, int height)
{
	prompt_paint_allow(user, cr, width, height);
}

/* Shows a picture in a box of the layout, in the pixels of its screen. */
static void
show(const struct prompt *prompt, struct picture *picture,
		const struct wlr_box *box, struct image_spec *image, int corner)
{
	struct output *output = output_of_box(prompt->server, &prompt->box);
	const struct prompt_spec *spec = image->user;
	int ox, oy;

	if (!output) {
		return;
	}
	ox = box->x - output->box.x;
	oy = box->y - output->box.y;
	image->width = frame_layout_get_pixels(ox, ox + box->width, spec->scale);
	image->height = frame_layout_get_pixels(
			oy, oy + box->height, spec->scale);
	picture_show(picture, box, image, corner);
}

static void
show_allow(const struct prompt *prompt, const struct prompt_spec *spec)
{
	const struct prompt_box *part = &prompt->layout.allow;
	const struct wlr_box box = {prompt->box.x + part->x,
			prompt->box.y + part->y, part->width, part->height};
	char *key = xformat("prompt allow\n%p %.4f %d %d %d",
			(const void *)spec->theme, spec->scale, spec->chosen,
			spec->step, (int)spec->focus);

	show(prompt, prompt->allow, &box,
			&(struct image_spec){.key = key,
					.opaque = true,
					.paint = paint_allow,
					.user = spec},
			0);
	free(key);
}

void
prompt_scene_draw(struct prompt *prompt)
{
	struct drawing drawing;
	char *key;

	if (prompt->box.width == 0) {
		return;
	}
	fill(prompt, &drawing);
	key = make_key(&drawing.spec);
	show(prompt, prompt->panel, &prompt->box,
			&(struct image_spec){.key = key,
					.paint = paint,
					.user = &drawing.spec},
			prompt->box.height);
	free(key);
	show_allow(prompt, &drawing.spec);
}

void
prompt_scene_draw_allow(struct prompt *prompt)
{
	struct drawing drawing;

	if (prompt->box.width > 0) {
		fill(prompt, &drawing);
		show_allow(prompt, &drawing.spec);
	}
}

static void
handle_rescale(void *user)
{
	struct prompt *prompt = user;

	if (prompt->shown) {
		arrange(prompt);
		prompt_scene_draw(prompt);
	}
}

/* All but the strips: they say that we ask. */
static void
create_shades(struct prompt *prompt)
{
	struct server *server = prompt->server;
	struct output *output;

	wl_list_for_each(output, &server->outputs, link) {
		struct wlr_box area = output_get_area(output);
		struct wlr_scene_rect *rect;

		if (prompt->shade_count == PROMPT_SHADES) {
			break;
		}
		// part of a logical pixel may be left at the ends
		rect = wlr_scene_rect_create(server->layers[SERVER_LAYER_TRUSTED],
				area.width + 1, area.height + 1, shade);
		wlr_scene_node_set_position(&rect->node, area.x, area.y);
		prompt->shades[prompt->shade_count++] = rect;
	}
}

void
prompt_scene_show(struct prompt *prompt)
{
	struct wlr_scene_tree *layer =
			prompt->server->layers[SERVER_LAYER_TRUSTED];

	create_shades(prompt);
	prompt->panel = picture_create(
			prompt->server, layer, handle_rescale, prompt);
	prompt->allow = picture_create(
			prompt->server, layer, handle_rescale, prompt);
	arrange(prompt);
	prompt_scene_draw(prompt);
}

void
prompt_scene_hide(struct prompt *prompt)
{
	for (int i = 0; i < prompt->shade_count; i++) {
		wlr_scene_node_destroy(&prompt->shades[i]->node);
	}
	prompt->shade_count = 0;
	picture_destroy(prompt->panel);
	picture_destroy(prompt->allow);
	prompt->panel = NULL;
	prompt->allow = NULL;
	prompt->box = (struct wlr_box){0};
}
