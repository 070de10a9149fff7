// SPDX-License-Identifier: MIT
/* The names of qubes that a directory has entries for. */
#ifndef ZONES_SERVICE_QUBE_NAMES_H
#define ZONES_SERVICE_QUBE_NAMES_H

#include <stddef.h>

typedef void (*qube_names_fn)(void *user, const char *name);

/* Calls fn with the name of each entry that ends in suffix, without it, if
 * that is a qube's name. A missing directory has none. Others, but for hidden
 * ones, are named in the log; their number is returned. */
size_t qube_names_each(const char *dir, const char *suffix, qube_names_fn fn,
		void *user);

#endif
