// SPDX-License-Identifier: MIT
/* Pictures that lie: about what they are, how large, and where they are. */
#define _GNU_SOURCE // fallocate
#include <fcntl.h>
#include <string.h>
#include <wlr/types/wlr_output.h>

#include "compositor/outputs/output.h"
#include "compositor/qube/qube.h"
#include "compositor/server.h"
#include "protocols/gui/codec.h"
#include "protocols/zone/arena.h"
#include "tests/attack/attack.h"
#include "tests/check.h"

#define MAX_REFS 600

/* Screens: what they showed first, as a picture of a window. */

struct shot {
	const uint32_t *pixels; // borrowed
	int width, height;
};

static struct shot
get_shot(struct field *field)
{
	struct output *output = output_at(&field->scene.server, 0, 0);

	return (struct shot){field->before[0], output->wlr_output->width,
			output->wlr_output->height};
}

/* Fills the picture with what the screen shows from that pixel on. */
static void
copy_screen(struct field *field, struct fake_window *window, int from_x,
		int from_y)
{
	struct shot shot = get_shot(field);
	const struct gui_rect *at = &window->geometry;

	for (int y = 0; y < (int)at->height; y++) {
		for (int x = 0; x < (int)at->width; x++) {
			int sx = (from_x + x) % shot.width;
			int sy = (from_y + y) % shot.height;

			window->pixels[(size_t)y * at->width + (size_t)x] =
					shot.pixels[sy * shot.width + sx];
		}
	}
	fake_window_damage(window,
			&(struct gui_rect){0, 0, at->width, at->height});
}

/* rect is logical: which part of the screen is shown again, and where. */
static void
imitate(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, attack->rect.x,
			attack->rect.y, (int)attack->rect.width,
			(int)attack->rect.height);
	struct gui_rect from = field_rect(field, (int)(attack->number >> 16),
			(int)(attack->number & 0xffff), 1, 1);
	struct fake_window *window = field_show(field, attack->popup, &at);

	copy_screen(field, window, from.x, from.y);
	attack_look(field, attack);
	fake_window_configure(window, &at);
	copy_screen(field, window, from.x, from.y);
	attack_look(field, attack);
}

static void
paint_label(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, 180, 110, 200, 140);
	struct fake_window *window = field_add(field, attack->popup, &at);

	window->color = attack->number;
	fake_window_map(window, 0);
	field->base.color = attack->number;
	fake_window_dump(&field->base, true);
	attack_look(field, attack);
}

/* Memory */

static void
get_refs(const struct fake_window *window, uint32_t *refs, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		refs[i] = arena_ref_make(
				FAKE_QUBE_SEGMENT, window->first_page + i);
	}
}

static uint32_t
count_refs(const struct fake_window *window)
{
	uint32_t n = (window->geometry.width * window->geometry.height * 4 +
				     GUI_PAGE_SIZE - 1) /
			GUI_PAGE_SIZE;

	assert_in_range(n, 1, MAX_REFS);
	return n;
}

static void
redump(struct fake_window *window, const uint32_t *refs, uint32_t n)
{
	const struct gui_rect whole = {
			0, 0, window->geometry.width, window->geometry.height};

	fake_window_dump_refs(window, refs, n, whole.width, whole.height);
	fake_window_damage(window, &whole);
}

static void
share_pages(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, 30, 60, 180, 120);
	struct fake_window *window = field_show(field, attack->popup, &at);
	uint32_t refs[MAX_REFS];
	uint32_t n = count_refs(&field->base);

	get_refs(&field->base, refs, n);
	redump(window, refs, n);
	attack_look(field, attack);
	fake_window_destroy(&field->base);
	attack_look(field, attack);
	redump(window, refs, n);
}

static void
scatter(struct field *field, const struct attack *attack)
{
	uint32_t refs[MAX_REFS];
	uint32_t n = count_refs(&field->base);

	get_refs(&field->base, refs, n);
	for (uint32_t i = 0; i < n; i++) {
		refs[i] = refs[attack->number ? i % attack->number : n - 1 - i];
	}
	redump(&field->base, refs, n);
	attack_look(field, attack);
	fake_window_dump_refs(&field->base, refs, n, field->base.geometry.width,
			field->base.geometry.height);
	attack_look(field, attack);
}

/* Another set of pages with every message, and none of it told. */
static void
swap_pages(struct field *field, const struct attack *attack)
{
	uint32_t refs[2][MAX_REFS];
	uint32_t n = count_refs(&field->base);

	get_refs(&field->base, refs[0], n);
	fake_window_dump(&field->base, false);
	get_refs(&field->base, refs[1], n);
	for (int i = 0; i < 300; i++) {
		fake_window_dump_refs(&field->base, refs[i % 2], n,
				field->base.geometry.width,
				field->base.geometry.height);
		if (i % 100 == 0) {
			attack_look(field, attack);
		}
	}
}

static void
bad_ref(struct field *field, const struct attack *attack)
{
	uint32_t refs[MAX_REFS];
	uint32_t n = count_refs(&field->base);

	get_refs(&field->base, refs, n);
	refs[n - 1] = attack->number;
	redump(&field->base, refs, n);
}

static void
punch(struct field *field, const struct attack *attack)
{
	int mode = FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE;

	assert_int_equal(fallocate(field->evil.arena_fd, mode, 0,
					 (off_t)FAKE_QUBE_PAGES * GUI_PAGE_SIZE),
			0);
	attack_look(field, attack);
	fake_window_damage(&field->base, &field->base.geometry);
	attack_look(field, attack);
}

/* Its keeper was told that the memory is not needed any more. */
static void
give_up(struct field *field, const struct attack *attack)
{
	qube_remove_segment(qube_try_from_id(&field->scene.server, 1),
			FAKE_QUBE_SEGMENT);
	fake_window_damage(&field->base, &field->base.geometry);
	attack_look(field, attack);
	if (attack->number) {
		fake_window_dump(&field->base, true);
	}
}

/* Sizes */

static void
dump_as(struct field *field, const struct attack *attack)
{
	uint32_t refs[MAX_REFS];
	uint32_t n = count_refs(&field->base);

	get_refs(&field->base, refs, n);
	fake_window_dump_refs(&field->base, refs, attack->number ? 1 : n,
			attack->rect.width, attack->rect.height);
	fake_window_damage(&field->base, &(struct gui_rect){0, 0, 20000, 20000});
	attack_look(field, attack);
}

/* The words before the refs, as they come. */
static void
raw_dump(struct field *field, const struct attack *attack)
{
	const uint32_t words[] = {GUI_MSG_WINDOW_DUMP, FIELD_BASE, attack->number,
			(uint32_t)attack->rect.x, attack->rect.width,
			attack->rect.height, (uint32_t)attack->rect.y,
			0x00100001, 0x00100002, 0x00100003};
	uint8_t bytes[sizeof(words)];

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		gui_encode_u32(words[i], bytes + 4 * i);
	}
	fake_qube_send_bytes(&field->evil, bytes, sizeof(bytes));
}

static void
damage(struct field *field, const struct attack *attack)
{
	for (int i = 0; i < 200; i++) {
		fake_window_damage(&field->base, &attack->rect);
	}
	attack_look(field, attack);
}

static void
damage_bits(struct field *field, const struct attack *attack)
{
	for (int i = 0; i < 5000; i++) {
		const struct gui_rect bit = {i * 7 % 180, i * 13 % 120, 1, 1};

		fake_window_damage(&field->base, &bit);
	}
	attack_look(field, attack);
	fake_window_flags(&field->base, GUI_FLAG_MINIMIZE, 0);
	for (int i = 0; i < 5000; i++) {
		fake_window_damage(&field->base, &field->base.geometry);
	}
	attack_look(field, attack);
}

/* Window 0 stands for a whole screen; those without a picture show parts. */
static void
whole_screen(struct field *field, const struct attack *attack)
{
	struct fake_window *screen = &field->windows[field->n_windows++];
	const struct gui_rect all = field_rect(
			field, attack->rect.x, attack->rect.y, 420, 320);
	const struct gui_rect at = field_rect(field, 180, 110, 100, 80);
	struct gui_msg msg = {.type = GUI_MSG_MAP};

	fake_window_create(screen, &field->evil, 0, &all, FIELD_INK);
	fake_window_dump(screen, true);
	copy_screen(field, screen, 0, 0);
	for (int i = 0; i < 4; i++) {
		msg.window = field_add(field, i % 2, &at)->id;
		msg.map.override_redirect = i % 2;
		fake_qube_send(&field->evil, &msg);
	}
	attack_look(field, attack);
	if (attack->number) {
		fake_window_map(screen, 0);
		attack_look(field, attack);
	}
	fake_window_damage(screen, &(struct gui_rect){0, 0, 9999, 9999});
	attack_look(field, attack);
	fake_window_destroy(screen);
}

static void
see_through(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, 30, 60, 200, 140);
	struct fake_window *window = field_add(field, attack->popup, &at);

	window->color = attack->number;
	fake_window_map(window, 0);
	field_focus_view(field, field_try_view(field, &field->base));
	field->focus = FIELD_FOCUS_EVIL;
	attack_look(field, attack);
}

static const struct attack attacks[] = {
		{"a window shows a picture of another qube's window", imitate,
				.rect = {180, 92, 180, 150},
				.number = 186 << 16 | 92},
		{"a menu shows a picture of another qube's title bar", imitate,
				.rect = {186, 92, 168, 28}, .popup = true,
				.number = 186 << 16 | 92},
		{"a menu shows another qube's frame exactly over it", imitate,
				.rect = {186, 92, 168, 142}, .popup = true,
				.number = 186 << 16 | 92},
		{"a window shows a picture of the whole screen", imitate,
				.rect = {0, 0, 420, 320}},
		{"a menu shows a picture of the whole screen", imitate,
				.rect = {0, 0, 420, 320}, .popup = true},
		{"a window shows a picture of the strip below the strip",
				imitate, .rect = {0, 28, 420, 28}},
		{"a menu shows a picture of the strip below the strip", imitate,
				.rect = {0, 28, 420, 28}, .popup = true},
		{"a menu shows a picture of the strip on the strip", imitate,
				.rect = {0, 0, 420, 28}, .popup = true},
		{"a window partly under the strip continues it", imitate,
				.rect = {0, -10, 420, 80}},
		{"a menu shows the backdrop, to hide what is below", imitate,
				.rect = {190, 120, 150, 100}, .popup = true,
				.number = 20 << 16 | 310},
		{"a window shows a trusted program's frame", imitate,
				.rect = {14, 200, 140, 110},
				.number = 16 << 16 | 212},
		{"a window is full of another label's colour", paint_label,
				.number = FIELD_BANK_RGB},
		{"a menu is full of another label's colour", paint_label,
				.popup = true, .number = FIELD_BANK_RGB},
		{"a window is full of its own label's colour", paint_label,
				.number = FIELD_EVIL_RGB},
		{"a menu is full of its own label's colour", paint_label,
				.popup = true, .number = FIELD_EVIL_RGB},
		{"a window's pixels say they are clear", see_through,
				.number = 0x00123456},
		{"a window's pixels say they are half clear", see_through,
				.number = 0x80123456},
		{"a menu's pixels say they are clear", see_through,
				.popup = true, .number = 0x00ffffff},
		{"two windows show the same memory", share_pages},
		{"a window and a menu show the same memory", share_pages,
				.popup = true},
		{"a picture's pages come in reverse order", scatter},
		{"a picture is one page over and over", scatter, .number = 1},
		{"a picture is two pages in turn", scatter, .number = 2},
		{"a picture is another one with every message", swap_pages},
		{"memory is taken away while it is shown", punch},
		{"memory is given up while it is shown", give_up},
		{"memory that was given up is shown again", give_up,
				ATTACK_ENDS, .number = 1},
		{"a picture names page 0 of segment 0", bad_ref, ATTACK_ENDS},
		{"a picture names a page behind its memory", bad_ref, ATTACK_ENDS,
				.number = 1u << 20 | FAKE_QUBE_PAGES},
		{"a picture names memory that is not the qube's", bad_ref,
				ATTACK_ENDS, .number = 2u << 20 | 1},
		{"a picture names the last page there can be", bad_ref,
				ATTACK_ENDS, .number = UINT32_MAX},
		{"a picture has fewer pages than its size needs", dump_as,
				ATTACK_ENDS, .rect = {0, 0, 180, 120},
				.number = 1},
		{"a picture is smaller than its window", dump_as,
				.rect = {0, 0, 40, 30}},
		{"a picture is one pixel large", dump_as, .rect = {0, 0, 1, 1}},
		{"a picture is wide and flat", dump_as, .rect = {0, 0, 10000, 1}},
		{"a picture is narrow and high", dump_as, .rect = {0, 0, 1, 6144}},
		{"a picture has no size", dump_as, .rect = {0, 0, 0, 0}},
		{"a picture has no width", dump_as, .rect = {0, 0, 0, 100}},
		{"a picture is wider than the protocol allows", dump_as,
				ATTACK_ENDS, .rect = {0, 0, 16385, 1}},
		{"a picture is higher than the protocol allows", dump_as,
				ATTACK_ENDS, .rect = {0, 0, 1, 6145}},
		{"a picture's size overflows when it is multiplied", dump_as,
				ATTACK_ENDS, .rect = {0, 0, 1u << 31, 2}},
		{"a picture is of an unknown type", raw_dump, ATTACK_ENDS,
				.rect = {1, 24, 10, 10}, .number = 28},
		{"a picture's message ends in half a page's name", raw_dump,
				ATTACK_ENDS, .rect = {0, 24, 10, 10},
				.number = 26},
		{"a picture's message is shorter than its head", raw_dump,
				ATTACK_ENDS, .rect = {0, 24, 10, 10}, .number = 8},
		{"a picture has 98305 pages", raw_dump, ATTACK_ENDS,
				.rect = {0, 24, 10, 10}, .number = 16 + 4 * 98305},
		{"a picture says it has 255 bits for each pixel", raw_dump,
				.rect = {0, 255, 40, 40}, .number = 28},
		{"damage left of and above the picture", damage,
				.rect = {-10, -10, 50, 50}},
		{"damage behind the picture", damage,
				.rect = {5000, 5000, 50, 50}},
		{"damage from the greatest number on", damage,
				.rect = {INT32_MAX, INT32_MAX, INT32_MAX,
						INT32_MAX}},
		{"damage of the greatest size", damage,
				.rect = {0, 0, UINT32_MAX, UINT32_MAX}},
		{"damage of no size", damage, .rect = {10, 10, 0, 0}},
		{"ten thousand bits of damage, half of them unseen", damage_bits},
		{"a whole screen is shown through windows", whole_screen},
		{"a whole screen elsewhere is shown through windows",
				whole_screen, .rect = {-300, 200, 0, 0}},
		{"a whole screen is a window too", whole_screen, .number = 1},
};

const struct attack_kind attack_pictures = ATTACK_KIND("pictures", attacks);
