// SPDX-License-Identifier: MIT
#include "compositor/clipboard/clip_text.h"

#include "protocols/gui/text.h"

static bool
is_control(uint32_t c)
{
	if (c == '\t' || c == '\n' || c == '\r') {
		return false;
	}
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

bool
clip_text_is_plain(const uint8_t *data, size_t len)
{
	size_t at = 0;

	while (at < len) {
		uint32_t c;
		size_t size = gui_text_decode(
				(const char *)data + at, len - at, &c);

		if (size == 0 || is_control(c)) {
			return false;
		}
		at += size;
	}
	return true;
}
