// SPDX-License-Identifier: MIT
#include "protocols/filecopy/filecopy_name.h"

#include <errno.h>
#include <string.h>

/* What a walk over a path's components allows and finds. */
struct walk {
	bool is_target; // of a link: need not be canonical
	size_t ups; // how many ".." may come first
	size_t depth; // components other than ".."
};

/* Length of the UTF-8 character at text and what it is; 0 if it is none. The
 * NUL that ends the text is no continuation byte, so nothing is read past it.
 */
static size_t
decode(const uint8_t *text, uint32_t *c)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len = text[0] < 0x80	 ? 1
			: text[0] < 0xc0 ? 0
			: text[0] < 0xe0 ? 2
			: text[0] < 0xf0 ? 3
			: text[0] < 0xf8 ? 4
					 : 0;

	if (len <= 1) {
		*c = text[0];
		return len;
	}
	*c = text[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((text[i] & 0xc0) != 0x80) {
			return 0;
		}
		*c = *c << 6 | (text[i] & 0x3fu);
	}
	return *c >= least[len] ? len : 0;
}

static bool
is_safe(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		uint32_t c;
		size_t step = decode((const uint8_t *)text + at, &c);

		if (step == 0 || !filecopy_char_is_safe(c)) {
			return false;
		}
		at += step;
	}
	return true;
}

bool
filecopy_text_is_safe(const char *text)
{
	return is_safe(text, strlen(text));
}

static int
step(struct walk *walk, const char *part, size_t len)
{
	bool dot = len == 1 && part[0] == '.';
	bool up = len == 2 && memcmp(part, "..", 2) == 0;

	if (len == 0 || dot) {
		return walk->is_target ? 0 : EILSEQ;
	}
	if (up && walk->ups == 0) {
		return ENOLINK;
	}
	if (up) {
		walk->ups--;
		return 0;
	}
	walk->ups = 0;
	walk->depth++;
	return 0;
}

static int
walk_path(struct walk *walk, const char *path, unsigned flags)
{
	const char *part = path;

	if (path[0] == '/') {
		return ENOLINK;
	}
	for (;;) {
		size_t len = strcspn(part, "/");
		int error = step(walk, part, len);

		if (error) {
			return error;
		}
		if (!(flags & FILECOPY_ANY_NAME) && !is_safe(part, len)) {
			return EILSEQ;
		}
		part += len;
		if (*part == '\0') {
			return 0;
		}
		part++;
	}
}

int
filecopy_name_check(const char *name, unsigned flags, size_t *depth)
{
	struct walk walk = {0};

	if (walk_path(&walk, name, flags) != 0) {
		return EILSEQ;
	}
	if (depth) {
		*depth = walk.depth;
	}
	return 0;
}

int
filecopy_link_check(const char *name, const char *target, unsigned flags)
{
	struct walk walk = {.is_target = true};
	size_t depth;

	if (filecopy_name_check(name, flags, &depth) != 0) {
		return EILSEQ;
	}
	if (flags & FILECOPY_ANY_LINK) {
		return 0;
	}
	if (depth < 2) {
		return ENOLINK;
	}
	walk.ups = depth - 2;
	return walk_path(&walk, target, flags);
}
