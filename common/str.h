// SPDX-License-Identifier: MIT
/* Strings: numbers from text, and peers' bytes made fit for a log line. */
#ifndef COMMON_STR_H
#define COMMON_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Copies src (len bytes, anything) to dst (size bytes, always terminated):
 * printable ASCII stays, every other byte becomes \xNN, what does not fit is
 * cut. Returns dst. */
char *str_escape(char *dst, size_t size, const char *src, size_t len);

/* Copies src to dst; false if it was cut. dst is always terminated. */
bool str_copy(char *dst, size_t size, const char *src);

/* Whole text as a decimal number in [min, max]; false otherwise. */
bool str_to_long(const char *text, long min, long max, long *out);

/* Whole text as a decimal fraction in [min, max], '.' in every locale. */
bool str_to_double(const char *text, double min, double max, double *out);

/* true/yes/on/1 and false/no/off/0; false if it is neither. */
bool str_to_bool(const char *text, bool *out);

/* A qube's or zone's name: 1 to 31 of A-Z a-z 0-9 _ - and ., the first a
 * letter (the rule of qubes-pure). */
bool str_is_qube_name(const char *text);

#endif
