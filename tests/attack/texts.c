// SPDX-License-Identifier: MIT
/* Texts that would be read as something else. */
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "common/str.h"
#include "compositor/windows/view.h"
#include "protocols/gui/text.h"
#include "tests/attack/attack.h"
#include "tests/attack/verdict.h"
#include "tests/check.h"

#define NAME_WIDTH 48 // logical px: mark and name, before any title

/* Nothing that is not seen, turns the writing around or moves it. */
static bool
is_harmless(uint32_t c)
{
	static const uint32_t ranges[][2] = {
			{0x00, 0x1f},
			{0x7f, 0xa0},
			{0xad, 0xad},
			{0x034f, 0x034f},
			{0x061c, 0x061c},
			{0x115f, 0x1160},
			{0x180b, 0x180e},
			{0x2000, 0x200f},
			{0x2028, 0x202f},
			{0x205f, 0x206f},
			{0x3000, 0x3000},
			{0x3164, 0x3164},
			{0xd800, 0xf8ff},
			{0xfe00, 0xfe0f},
			{0xfeff, 0xfeff},
			{0xffa0, 0xffa0},
			{0xfff0, 0xfffb},
			{0xe0000, 0x10ffff},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (c >= ranges[i][0] && c <= ranges[i][1]) {
			return false;
		}
	}
	return true;
}

static void
check_text(const char *text)
{
	size_t len = text ? strlen(text) : 0;

	assert_true(len < GUI_TITLE_SIZE);
	for (size_t at = 0; at < len;) {
		uint32_t c;
		size_t n = gui_text_decode(text + at, len - at, &c);

		assert_true(n > 0);
		if (!is_harmless(c)) {
			fail_msg("a title has U+%04X", c);
		}
		at += n;
	}
}

static void
send_title(struct field *field, const char *text, size_t len)
{
	struct gui_msg msg = {.type = GUI_MSG_WMNAME, .window = FIELD_BASE};

	memcpy(msg.title, text,
			len < sizeof(msg.title) ? len : sizeof(msg.title));
	fake_qube_send(&field->evil, &msg);
}

/* Mark and name look as before, whatever stands beside them. */
static void
retitle(struct field *field, const struct attack *attack)
{
	const struct view *view = field_try_view(field, &field->base);
	struct wlr_box name = {view->geometry.x, view->geometry.y - 24,
			NAME_WIDTH, 24};

	send_title(field, attack->text, strlen(attack->text));
	attack_look(field, attack);
	check_text(view->title);
	verdict_check_same(field, &name, attack->name);
}

/* One text over and over until 128 bytes are full, without an end. */
static void
fill_title(struct field *field, const struct attack *attack)
{
	size_t len = strlen(attack->text);
	char text[GUI_TITLE_SIZE];

	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] = attack->text[i % len];
	}
	send_title(field, text, sizeof(text));
	attack_look(field, attack);
	check_text(field_try_view(field, &field->base)->title);
}

static void
storm(struct field *field, const struct attack *attack)
{
	for (int i = 0; i < 3000; i++) {
		char *text = xformat("%s %d", attack->text, i);

		send_title(field, text, strlen(text));
		free(text);
	}
	attack_look(field, attack);
}

static void
reclass(struct field *field, const struct attack *attack)
{
	const struct gui_rect at = field_rect(field, 30, 60, 80, 50);
	struct fake_window *window = field_add(field, false, &at);
	struct gui_msg msg = {.type = GUI_MSG_WMCLASS, .window = window->id};
	const struct view *view;

	memset(&msg.wmclass, 'x', sizeof(msg.wmclass)); // has no end
	str_copy(msg.wmclass.res_class, sizeof(msg.wmclass.res_class),
			attack->text);
	fake_qube_send(&field->evil, &msg);
	fake_window_map(window, 0);
	attack_look(field, attack);
	view = field_try_view(field, window);
	assert_non_null(view);
	assert_int_equal(strncmp(view->app_id, "evil:", 5), 0);
	check_text(view->app_id);
}

static const struct attack attacks[] = {
		{"a title with control characters", retitle,
				.text = "a\033[31mred\007\b\b\b\nline\rtwo\ttab\x7f"},
		{"a title that runs from right to left", retitle,
				.text = "\u202eknab\u202c \u2066x\u2069\u200f\u061c"},
		{"a title in a right-to-left script", retitle,
				.text = "\u05d1\u05e0\u05e7 bank \u0627\u0644"},
		{"a title with characters that are not seen", retitle,
				.text = "b\u200ba\u200cn\u200dk\u2060\ufeff\u00ad"
					"\u034f\u115f\u3164"},
		{"a title with tags and private characters", retitle,
				.text = "\U000e0041\U000e0042\ue000\uf8ff\U000f0000"},
		{"a title of look-alike letters", retitle,
				.text = "\u0432\u0430\u043f\u043a b\u0430nk"},
		{"a title piled up with accents", retitle,
				.text = "Z\u0335\u0321\u0322\u0327\u0328\u0329"
					"\u032a\u032b\u0300\u0301\u0302\u0303"
					"\u0304\u0306\u0307\u0308"},
		{"a title of broken UTF-8", retitle,
				.text = "\xff\xfe\xc0\xaf\xed\xa0\x80\xf4\x90\x80"
					"\x80\xe2\x82 \x80\xbf \xf8\x88\x80\x80"},
		{"a title of unusual spaces", retitle,
				.text = "a\u00a0b\u2003c\u2028d\u2029e\u3000f"},
		{"a title that is another qube's name", retitle, .text = "bank"},
		{"a title that says what the strip says", retitle,
				.text = "Trusted: leadlight   Leadlight 12:00"},
		{"a title that speaks in markup", retitle,
				.text = "<span foreground='#3465a4'>bank</span>&amp;"},
		{"a title that speaks in formats", retitle,
				.text = "%s%n%x%p%99999d"},
		{"no title at all", retitle, .text = ""},
		{"a title without an end", fill_title, .text = "W"},
		{"a title that ends in half a character", fill_title,
				.text = "x\u20ac"},
		{"a title of nothing but accents", fill_title, .text = "\u0301"},
		{"a title of the widest characters", fill_title, .text = "\ufdfd"},
		{"a title of emoji", fill_title, .text = "\U0001f512"},
		{"three thousand titles at once", storm, .text = "title"},
		{"a class that is the screen locker's", reclass,
				.text = "swaylock"},
		{"a class that is our own", reclass, .text = "leadlight"},
		{"a class with control characters", reclass,
				.text = "a\nb\033[0m\x7f"},
		{"a class of broken UTF-8", reclass, .text = "\xff\xc0\x80\u202e"},
};

const struct attack_kind attack_texts = ATTACK_KIND("texts", attacks);
