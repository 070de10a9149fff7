// SPDX-License-Identifier: MIT
/* Rules for texts about qubes. Pure. */
#ifndef PROTOCOLS_ZONE_ZONE_TEXT_H
#define PROTOCOLS_ZONE_ZONE_TEXT_H

#include <stdbool.h>

#define ZONE_TEXT_TAG_MAX 63 // characters of one tag

/* Tags: words of letters, digits and "_-.", one space between two; or "". */
bool zone_text_is_tags(const char *text);

/* 8-4-4-4-12 hexadecimal digits, lower case. */
bool zone_text_is_uuid(const char *text);

#endif
