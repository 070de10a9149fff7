// SPDX-License-Identifier: MIT
#include "protocols/gui/text.h"

#include <string.h>

#define LONGEST 4 // bytes of a character
#define ELLIPSIS "\xe2\x80\xa6"

enum kind { PLAIN, CONTROL, INVISIBLE, SPACE };

struct range {
	uint32_t first, last;
	enum kind kind;
};

/* Characters of Unicode 15 that draw nothing or change how others are drawn
 * (general category Cf where invisible, Default_Ignorable_Code_Point,
 * separators), in order. What is not listed passes. */
static const struct range ranges[] = {
		{0x0000, 0x001f, CONTROL}, {0x007f, 0x009f, CONTROL},
		{0x00a0, 0x00a0, SPACE},
		{0x00ad, 0x00ad, INVISIBLE}, // soft hyphen
		{0x034f, 0x034f, INVISIBLE}, // grapheme joiner
		{0x061c, 0x061c, INVISIBLE}, // Arabic letter mark
		{0x115f, 0x1160, INVISIBLE}, // Hangul fillers
		{0x1680, 0x1680, SPACE},
		{0x17b4, 0x17b5, INVISIBLE}, // Khmer inherent vowels
		{0x180b, 0x180f, INVISIBLE}, // Mongolian selectors
		{0x2000, 0x200a, SPACE},
		{0x200b, 0x200f, INVISIBLE}, // zero width, marks of direction
		{0x2028, 0x2029, CONTROL}, // line and paragraph separators
		{0x202a, 0x202e, INVISIBLE}, // embeddings and overrides
		{0x202f, 0x202f, SPACE}, {0x205f, 0x205f, SPACE},
		{0x2060, 0x206f, INVISIBLE}, // joiners, isolates, old controls
		{0x2800, 0x2800, SPACE}, // empty Braille pattern
		{0x3000, 0x3000, SPACE},
		{0x3164, 0x3164, INVISIBLE}, // Hangul filler
		{0xe000, 0xf8ff, CONTROL}, // private: whatever a font makes of it
		{0xfdd0, 0xfdef, CONTROL}, // not characters
		{0xfe00, 0xfe0f, INVISIBLE}, // variation selectors
		{0xfeff, 0xfeff, INVISIBLE}, // byte order mark
		{0xffa0, 0xffa0, INVISIBLE}, // half width Hangul filler
		{0xfff0, 0xfffb, INVISIBLE}, // interlinear annotation
		{0xfffc, 0xfffc, CONTROL}, // object replacement
		{0x13430, 0x1345f, INVISIBLE}, // Egyptian format controls
		{0x1bca0, 0x1bca3, INVISIBLE}, // shorthand format controls
		{0x1d159, 0x1d159, INVISIBLE}, // null notehead
		{0x1d173, 0x1d17a, INVISIBLE}, // musical format controls
		{0xe0000, 0xe0fff, INVISIBLE}, // tags, variation selectors
		{0xf0000, 0x10ffff, CONTROL}, // private
};

static enum kind
classify(uint32_t c)
{
	size_t low = 0;
	size_t high = sizeof(ranges) / sizeof(ranges[0]);

	if ((c & 0xfffe) == 0xfffe) {
		return CONTROL; // not a character, in every plane
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c > ranges[middle].last) {
			low = middle + 1;
		} else if (c < ranges[middle].first) {
			high = middle;
		} else {
			return ranges[middle].kind;
		}
	}
	return PLAIN;
}

/* Length that the first byte promises, its bits in *c; 0 if none may. */
static size_t
read_lead(unsigned char lead, uint32_t *c)
{
	*c = 0;
	if (lead < 0x80) {
		*c = lead;
		return 1;
	}
	if (lead >= 0xc2 && lead <= 0xdf) {
		*c = lead & 0x1f;
		return 2;
	}
	if (lead >= 0xe0 && lead <= 0xef) {
		*c = lead & 0x0f;
		return 3;
	}
	if (lead >= 0xf0 && lead <= 0xf4) {
		*c = lead & 0x07;
		return 4;
	}
	return 0;
}

static bool
is_well_formed(uint32_t c, size_t len)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

	return c >= least[len] && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
}

size_t
gui_text_decode(const char *src, size_t len, uint32_t *c)
{
	size_t size = read_lead((unsigned char)src[0], c);

	if (size == 0 || size > len) {
		return 0;
	}
	for (size_t i = 1; i < size; i++) {
		unsigned char tail = (unsigned char)src[i];

		if ((tail & 0xc0) != 0x80) {
			return 0;
		}
		*c = *c << 6 | (tail & 0x3f);
	}
	return is_well_formed(*c, size) ? size : 0;
}

size_t
gui_text_fit(const char *src, size_t max)
{
	size_t len = strnlen(src, max + LONGEST); // the last one whole
	size_t used = 0;

	while (used < len) {
		uint32_t c;
		size_t size = gui_text_decode(src + used, len - used, &c);

		size = size > 0 ? size : 1;
		if (used + size > max) {
			break;
		}
		used += size;
	}
	return used;
}

/* What stands for one character (of size bytes, 0 if malformed). */
static const char *
replace(const char *at, size_t *size, uint32_t c)
{
	if (*size == 0) {
		*size = 1;
		return "_";
	}
	switch (classify(c)) {
	case CONTROL:
		return "_";
	case INVISIBLE:
		return "";
	case SPACE:
		return " ";
	case PLAIN:
		break;
	}
	return NULL;
}

static void
clean_utf8(char *out, size_t size, const char *src)
{
	size_t len = strlen(src);
	size_t used = 0;

	while (len > 0) {
		uint32_t c;
		size_t step = gui_text_decode(src, len, &c);
		const char *instead = replace(src, &step, c);
		size_t add = instead ? strlen(instead) : step;

		if (used + add >= size) {
			break;
		}
		memcpy(out + used, instead ? instead : src, add);
		used += add;
		src += step;
		len -= step;
	}
	out[used] = '\0';
}

void
gui_text_clean_ascii(char *out, size_t size, const char *src)
{
	size_t used = 0;

	for (; *src && used + 1 < size; src++) {
		out[used++] = *src >= 0x20 && *src <= 0x7e ? *src : '_';
	}
	out[used] = '\0';
}

void
gui_text_clean_title(char *out, size_t size, const char *src, bool utf8)
{
	const size_t tail = strlen(ELLIPSIS);
	size_t len = strlen(src);

	if (utf8) {
		clean_utf8(out, size, src);
		return;
	}
	gui_text_clean_ascii(out, size, src);
	if (len > tail && len < size &&
			memcmp(src + len - tail, ELLIPSIS, tail) == 0) {
		memset(out + len - tail, '.', tail);
	}
}
