// SPDX-License-Identifier: MIT
/*
 * Text of qubes made fit for our screen: nothing that moves the cursor, turns
 * the writing around, joins, hides or looks like nothing gets through.
 */
#ifndef PROTOCOLS_GUI_TEXT_H
#define PROTOCOLS_GUI_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Cleans a window title into out (size bytes, always terminated); src ends at
 * its NUL. The result is never longer than src and is cut at a character's
 * border. Bad bytes and controls become '_'.
 *
 * With utf8: well-formed characters stay, except invisible ones, which go,
 * and unusual spaces, which become plain. Without: every byte outside
 * printable ASCII becomes '_', but an ellipsis (U+2026) at the end "...".
 */
void gui_text_clean_title(char *out, size_t size, const char *src, bool utf8);

/* As above, without utf8 and without the ellipsis: for class names. */
void gui_text_clean_ascii(char *out, size_t size, const char *src);

/* The length of the first character of src (len bytes, at least 1) in bytes,
 * its value in *c; 0 if it is not well-formed UTF-8 (RFC 3629). */
size_t gui_text_decode(const char *src, size_t len, uint32_t *c);

/* Bytes of src that fit in max bytes without cutting a character. */
size_t gui_text_fit(const char *src, size_t max);

#endif
