// SPDX-License-Identifier: MIT
/* The labels of all qubes that the zone service has told of, running or not. */
#ifndef COMPOSITOR_ZONE_KNOWN_QUBES_H
#define COMPOSITOR_ZONE_KNOWN_QUBES_H

#include <stdbool.h>
#include <stdint.h>

struct known_qubes;
struct label;

struct known_qubes *known_qubes_create(void);
void known_qubes_destroy(struct known_qubes *known); // NULL is allowed

/* A qube of this number is there, or is another now; or is gone. */
void known_qubes_put(struct known_qubes *known, uint32_t id, const char *name,
		const struct label *label);
void known_qubes_remove(struct known_qubes *known, uint32_t id);

/* The label of the qube of this name, or NULL. */
const struct label *known_qubes_find(
		const struct known_qubes *known, const char *name);

#endif
