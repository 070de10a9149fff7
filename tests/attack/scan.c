// SPDX-License-Identifier: MIT
#include "tests/attack/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/draw/color.h"
#include "compositor/outputs/output.h"
#include "compositor/qube/qube.h"
#include "compositor/qube/qube_window.h"
#include "tests/attack/field.h"
#include "tests/check.h"

#define BLACK 0x000000u
#define WHITE 0xffffffu

/* What each source is full of. */
struct inks {
	uint32_t evil, bank, local, behind;
};

static size_t
get_used(const struct fake_qube *qube)
{
	return (size_t)qube->used_pages * GUI_PAGE_SIZE;
}

static void
fill_arena(struct fake_qube *qube, uint32_t rgb)
{
	uint32_t *pixels = (uint32_t *)qube->arena;

	for (size_t i = 0; i < get_used(qube) / 4; i++) {
		pixels[i] = rgb;
	}
}

static void
set_rect(struct wlr_scene_rect *rect, uint32_t rgb)
{
	float color[4];

	color_to_floats(rgb, color);
	wlr_scene_rect_set_color(rect, color);
}

/* The compositor takes every picture as changed, and draws all anew. */
static void
refresh(struct field *field)
{
	const struct gui_rect all = {0, 0, GUI_MAX_WIDTH, GUI_MAX_HEIGHT};
	struct server *server = &field->scene.server;
	struct output *output;
	struct qube *qube;

	wl_list_for_each(qube, &server->qubes, link) {
		struct qube_window *window;

		wl_list_for_each(window, &qube->windows, link) {
			qube_surface_damage(&window->surface, &all);
		}
	}
	wl_list_for_each(output, &server->outputs, link) {
		wl_signal_emit_mutable(&server->events.frame, output);
		wlr_damage_ring_add_whole(&output->scene_output->damage_ring);
	}
}

static void
take(struct field *field, uint32_t *copies[SCAN_MAX])
{
	struct output *output;
	int i = 0;

	refresh(field);
	wl_list_for_each(output, &field->scene.server.outputs, link) {
		int width, height;

		copies[i++] = scene_copy_output(output, &width, &height);
	}
}

static void
take_with(struct field *field, uint32_t *copies[SCAN_MAX], const struct inks *inks)
{
	fill_arena(&field->evil, inks->evil);
	fill_arena(&field->bank, inks->bank);
	set_rect(field->local->rect, inks->local);
	set_rect(field->behind, inks->behind);
	take(field, copies);
}

static uint8_t
channel(uint32_t rgb, int shift)
{
	return (uint8_t)(rgb >> shift & 0xff);
}

/* How much one channel of each pixel changed. */
static uint8_t *
compare(const uint32_t *a, const uint32_t *b, size_t n, int shift)
{
	uint8_t *cover = xcalloc(n, 1);

	for (size_t i = 0; i < n; i++) {
		int diff = channel(b[i], shift) - channel(a[i], shift);

		cover[i] = (uint8_t)abs(diff);
	}
	return cover;
}

/* All layers below our own; shown: which are, before and afterwards. */
static void
hide_windows(struct field *field, bool shown[SERVER_LAYER_COUNT])
{
	for (int i = SERVER_LAYER_VIEWS; i < SERVER_LAYER_TRUSTED; i++) {
		struct wlr_scene_node *node =
				&field->scene.server.layers[i]->node;

		shown[i] = node->enabled;
		wlr_scene_node_set_enabled(node, false);
	}
}

static void
show_windows(struct field *field, const bool shown[SERVER_LAYER_COUNT])
{
	for (int i = SERVER_LAYER_VIEWS; i < SERVER_LAYER_TRUSTED; i++) {
		wlr_scene_node_set_enabled(
				&field->scene.server.layers[i]->node, shown[i]);
	}
}

static void
free_copies(uint32_t *copies[SCAN_MAX])
{
	free(copies[0]);
	free(copies[1]);
}

/* Our own layer alone, above black and above white. */
static void
look_at_trusted(struct field *field, struct scan *scans, int n)
{
	uint32_t *dark[SCAN_MAX] = {0};
	uint32_t *light[SCAN_MAX] = {0};
	bool shown[SERVER_LAYER_COUNT];

	hide_windows(field, shown);
	take_with(field, dark, &(struct inks){0});
	take_with(field, light, &(struct inks){.behind = WHITE});
	show_windows(field, shown);
	for (int i = 0; i < n; i++) {
		size_t pixels = (size_t)scans[i].width * (size_t)scans[i].height;

		scans[i].through = compare(dark[i], light[i], pixels, 8);
		scans[i].trusted = dark[i];
	}
	free_copies(light);
}

static void
look_at_windows(struct field *field, struct scan *scans, int n)
{
	const struct inks colored = {0xff0000, 0x00ff00, BLACK, 0x0000ff};
	uint32_t *dark[SCAN_MAX] = {0};
	uint32_t *some[SCAN_MAX] = {0};
	uint32_t *local[SCAN_MAX] = {0};

	take_with(field, dark, &(struct inks){0});
	take_with(field, some, &colored);
	take_with(field, local, &(struct inks){.local = WHITE});
	for (int i = 0; i < n; i++) {
		struct scan *scan = &scans[i];
		size_t pixels = (size_t)scan->width * (size_t)scan->height;

		scan->cover[SCAN_EVIL] = compare(dark[i], some[i], pixels, 16);
		scan->cover[SCAN_BANK] = compare(dark[i], some[i], pixels, 8);
		scan->cover[SCAN_BEHIND] = compare(dark[i], some[i], pixels, 0);
		scan->cover[SCAN_LOCAL] = compare(dark[i], local[i], pixels, 8);
	}
	free_copies(dark);
	free_copies(some);
	free_copies(local);
}

static uint8_t *
save(const struct fake_qube *qube)
{
	uint8_t *copy = xcalloc(1, get_used(qube));

	memcpy(copy, qube->arena, get_used(qube));
	return copy;
}

static void
restore(struct fake_qube *qube, uint8_t *copy)
{
	memcpy(qube->arena, copy, get_used(qube));
	free(copy);
}

static void
put_back(struct field *field, uint8_t *evil, uint8_t *bank)
{
	restore(&field->evil, evil);
	restore(&field->bank, bank);
	set_rect(field->local->rect, 0xe070b0);
	set_rect(field->behind, 0x00ffff);
	refresh(field);
}

int
scan_take(struct scan scans[SCAN_MAX], struct field *field)
{
	uint8_t *evil = save(&field->evil);
	uint8_t *bank = save(&field->bank);
	struct output *output;
	int n = 0;

	refresh(field);
	wl_list_for_each(output, &field->scene.server.outputs, link) {
		struct scan *scan = &scans[n++];

		assert_in_range(n, 1, SCAN_MAX);
		*scan = (struct scan){.output = output,
				.scale = (double)output->wlr_output->scale};
		scan->pixels = scene_copy_output(
				output, &scan->width, &scan->height);
	}
	look_at_windows(field, scans, n);
	look_at_trusted(field, scans, n);
	put_back(field, evil, bank);
	return n;
}

void
scan_free(struct scan *scan)
{
	free(scan->pixels);
	for (int i = 0; i < SCAN_SOURCES; i++) {
		free(scan->cover[i]);
	}
	free(scan->trusted);
	free(scan->through);
}

/* Sources in their channels, the trusted program grey, our own layer white. */
static void
write_owner(const struct scan *scan, size_t i, FILE *file)
{
	const uint8_t local = scan->cover[SCAN_LOCAL][i] / 2;
	const uint8_t ours = scan->through[i] < 255 ? 255 : 0;
	const uint8_t rgb[3] = {
			scan->cover[SCAN_EVIL][i] | local | ours,
			scan->cover[SCAN_BANK][i] | local | ours,
			scan->cover[SCAN_BEHIND][i] | local | ours,
	};

	fwrite(rgb, 1, sizeof(rgb), file);
}

void
scan_write(const struct scan *scan, const char *path)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fprintf(file, "P6 %d %d 255\n", 2 * scan->width, scan->height);
	for (int y = 0; y < scan->height; y++) {
		size_t row = (size_t)y * (size_t)scan->width;

		for (int x = 0; x < scan->width; x++) {
			uint32_t pixel = scan->pixels[row + (size_t)x];
			const uint8_t rgb[3] = {channel(pixel, 16),
					channel(pixel, 8), channel(pixel, 0)};

			fwrite(rgb, 1, sizeof(rgb), file);
		}
		for (int x = 0; x < scan->width; x++) {
			write_owner(scan, row + (size_t)x, file);
		}
	}
	fclose(file);
}
