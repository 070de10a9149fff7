// SPDX-License-Identifier: MIT
/*
 * Allocation for objects whose size we choose: these abort when memory is
 * gone. Sizes a peer chose use calloc and answer the peer with an error.
 */
#ifndef COMMON_MEM_H
#define COMMON_MEM_H

#include <stddef.h>

/* Zeroed memory, never NULL. Caller frees. */
void *xcalloc(size_t n, size_t size);

/* Copy of a string, never NULL. Caller frees. */
char *xstrdup(const char *s);

/* Formatted string, never NULL. Caller frees. */
char *xformat(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
