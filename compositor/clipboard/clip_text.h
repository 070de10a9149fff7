// SPDX-License-Identifier: MIT
/* What may pass the clipboard between qubes: plain text, and nothing that a
 * terminal or another program could take for more than that. Pure. */
#ifndef COMPOSITOR_CLIPBOARD_CLIP_TEXT_H
#define COMPOSITOR_CLIPBOARD_CLIP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Well-formed UTF-8 (RFC 3629) without control characters (C0, DEL, C1) but
 * tab, line feed and carriage return. Nothing is repaired: what is bad in one
 * place is bad as a whole. Text of length 0 is plain. */
bool clip_text_is_plain(const uint8_t *data, size_t len);

#endif
