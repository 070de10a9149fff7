// SPDX-License-Identifier: MIT
/* The colours of trust: the eight of Qubes, and those of labels.ini. */
#ifndef ZONES_SERVICE_LABELS_H
#define ZONES_SERVICE_LABELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "protocols/zone/zone_msg.h"

#define LABELS_MAX 64

struct label {
	char name[ZONE_NAME_SIZE];
	uint32_t rgb; // 0xRRGGBB
};

struct labels {
	struct label labels[LABELS_MAX];
	size_t count;
};

/* The eight, then what DIR/labels.ini (if it exists) says: a section [colours]
 * with keys NAME = #rrggbb, new ones or other colours for the eight. -1 with
 * err set if that file is wrong; the eight are there in any case. */
int labels_read(struct labels *labels, const char *dir, struct err *err);

/* False if there is no such label. */
bool labels_find(const struct labels *labels, const char *name, uint32_t *rgb);

#endif
