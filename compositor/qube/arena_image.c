// SPDX-License-Identifier: MIT
/*
 * Page refs to pixels. Refs that scatter are copied, not pieced together by
 * mappings: those are a limit of the whole process, which one qube could use
 * up for all.
 */
#include "compositor/qube/arena_image.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "compositor/qube/arena.h"
#include "protocols/gui/codec.h"
#include "protocols/gui/wire.h"
#include "protocols/zone/arena.h"

_Static_assert(ARENA_PAGE_SIZE == GUI_PAGE_SIZE, "a ref names one page");

/* Pages that follow each other in one segment. */
struct arena_run {
	struct arena_segment *segment; // counted
	uint32_t page, n_pages;
};

static size_t
image_bytes(const struct gui_dump *dump)
{
	return (size_t)dump->width * dump->height * 4;
}

/* Pages the image really covers; more refs are allowed and only checked. */
static size_t
image_pages(const struct gui_dump *dump)
{
	return (image_bytes(dump) + ARENA_PAGE_SIZE - 1) / ARENA_PAGE_SIZE;
}

/* The segment of a ref, or NULL with err. hint: that of the ref before. */
static struct arena_segment *
find_segment(struct arena *arena, struct arena_segment *hint, uint32_t ref,
		struct err *err)
{
	uint32_t number = arena_ref_segment(ref);
	struct arena_segment *segment = hint;

	if (!segment || segment->number != number) {
		segment = arena_try_segment(arena, number);
	}
	if (!segment) {
		err_set(err, "ref 0x%08x names no segment of the arena", ref);
		return NULL;
	}
	if (arena_ref_page(ref) >= segment->pages) {
		err_set(err, "ref 0x%08x is behind the end of its segment", ref);
		return NULL;
	}
	return segment;
}

static bool
run_continues(const struct arena_run *run, const struct arena_segment *segment,
		uint32_t page)
{
	return run->segment == segment && run->page + run->n_pages == page;
}

/* Checks every ref and writes the runs of the first n pages to runs, which
 * may be NULL to count them only. Returns their number, or -1 with err. */
static long
collect_runs(struct arena *arena, const struct gui_dump *dump,
		struct arena_run *runs, struct err *err)
{
	size_t n = image_pages(dump);
	struct arena_run run = {0};
	long n_runs = 0;

	for (size_t i = 0; i < dump->n_refs; i++) {
		uint32_t ref = gui_dump_get_ref(dump, i);
		uint32_t page = arena_ref_page(ref);
		struct arena_segment *segment =
				find_segment(arena, run.segment, ref, err);

		if (!segment) {
			return -1;
		}
		if (i >= n) {
			run.segment = segment;
		} else if (n_runs > 0 && run_continues(&run, segment, page)) {
			run.n_pages++;
		} else {
			run = (struct arena_run){segment, page, 1};
			n_runs++;
		}
		if (runs && i < n) {
			runs[n_runs - 1] = run;
		}
	}
	return n_runs;
}

static const uint8_t *
run_data(const struct arena_run *run)
{
	return run->segment->data + (size_t)run->page * ARENA_PAGE_SIZE;
}

static int
make_copy(struct arena_image *image, struct arena *arena, size_t size,
		struct err *err)
{
	if (!arena_charge(arena, size)) {
		return err_set(err, "windows of too many scattered pages");
	}
	image->copy = calloc(1, size);
	if (!image->copy) {
		arena_discharge(arena, size);
		return err_set(err, "no memory for scattered pages");
	}
	image->arena = arena;
	image->copy_size = size;
	return 0;
}

struct arena_image *
arena_image_create(struct arena *arena, const struct gui_dump *dump,
		struct err *err)
{
	struct arena_image *image;
	long n_runs;

	if (image_pages(dump) == 0 || dump->n_refs < image_pages(dump)) {
		err_set(err, "too few refs for the size");
		return NULL;
	}
	n_runs = collect_runs(arena, dump, NULL, err);
	if (n_runs < 0) {
		return NULL;
	}
	image = xcalloc(1, sizeof(*image));
	image->width = dump->width;
	image->height = dump->height;
	image->runs = xcalloc((size_t)n_runs, sizeof(*image->runs));
	collect_runs(arena, dump, image->runs, err);
	if (n_runs > 1 &&
			make_copy(image, arena,
					image_pages(dump) * ARENA_PAGE_SIZE,
					err) < 0) {
		arena_image_destroy(image);
		return NULL;
	}
	image->n_runs = (size_t)n_runs;
	for (size_t i = 0; i < image->n_runs; i++) {
		arena_segment_ref(image->runs[i].segment);
	}
	image->data = image->copy ? image->copy : run_data(&image->runs[0]);
	arena_image_touch(image, 0, image->height);
	return image;
}

void
arena_image_destroy(struct arena_image *image)
{
	for (size_t i = 0; i < image->n_runs; i++) {
		arena_segment_unref(image->runs[i].segment);
	}
	if (image->copy) {
		arena_discharge(image->arena, image->copy_size);
	}
	free(image->copy);
	free(image->runs);
	free(image);
}

bool
arena_image_is_of(struct arena_image *image, struct arena *arena,
		const struct gui_dump *dump)
{
	size_t pages = image_pages(dump);
	const struct arena_run *run = image->runs;
	size_t in_run = 0;

	if (dump->width != image->width || dump->height != image->height ||
			dump->n_refs != pages) {
		return false;
	}
	for (size_t i = 0; i < pages; i++, in_run++) {
		if (in_run == run->n_pages) {
			run++;
			in_run = 0;
		}
		if (gui_dump_get_ref(dump, i) !=
				arena_ref_make(run->segment->number,
						run->page + (uint32_t)in_run)) {
			return false;
		}
	}
	return !arena_image_is_stale(image);
}

void
arena_image_touch(struct arena_image *image, uint32_t y, uint32_t height)
{
	size_t from = (size_t)y * image->width * 4;
	size_t to = from + (size_t)height * image->width * 4;

	if (image->dirty_from == image->dirty_to) {
		image->dirty_from = from;
		image->dirty_to = to;
		return;
	}
	image->dirty_from = from < image->dirty_from ? from : image->dirty_from;
	image->dirty_to = to > image->dirty_to ? to : image->dirty_to;
}

void
arena_image_update(struct arena_image *image)
{
	size_t from = image->dirty_from;
	size_t to = image->dirty_to;
	size_t at = 0;

	image->dirty_from = image->dirty_to = 0;
	for (size_t i = 0; image->copy && i < image->n_runs && at < to; i++) {
		size_t len = (size_t)image->runs[i].n_pages * ARENA_PAGE_SIZE;
		size_t start = at > from ? at : from;
		size_t end = at + len < to ? at + len : to;

		if (start < end) {
			memcpy(image->copy + start,
					run_data(&image->runs[i]) + start - at,
					end - start);
		}
		at += len;
	}
}

bool
arena_image_is_stale(const struct arena_image *image)
{
	for (size_t i = 0; i < image->n_runs; i++) {
		if (image->runs[i].segment->gone) {
			return true;
		}
	}
	return false;
}
