// SPDX-License-Identifier: MIT
/*
 * Which names and link targets of another qube are taken. A name is relative
 * and canonical; a link is below the first component of its name and leads
 * nowhere out of that. What is shown to people is characters that hide nothing.
 */
#ifndef PROTOCOLS_FILECOPY_FILECOPY_NAME_H
#define PROTOCOLS_FILECOPY_FILECOPY_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum filecopy_name_flag {
	FILECOPY_ANY_NAME = 1 << 0, // any bytes but '/' in a component
	FILECOPY_ANY_LINK = 1 << 1, // links wherever they lead
};

/* Returns 0, or EILSEQ if the name is not taken. flags is a bitmask of enum
 * filecopy_name_flag. *depth is set to the number of components on 0; it may
 * be NULL. */
int filecopy_name_check(const char *name, unsigned flags, size_t *depth);

/* The same for a symbolic link: EILSEQ for characters, ENOLINK for where it is
 * or leads. */
int filecopy_link_check(const char *name, const char *target, unsigned flags);

/* Whether the character may be shown: assigned, left to right, of a script
 * that needs no shaping, not a control, mark, space other than ' ' or symbol
 * that is not on its own. */
bool filecopy_char_is_safe(uint32_t c);

/* Whether the text is UTF-8 of such characters only. */
bool filecopy_text_is_safe(const char *text);

#endif
