// SPDX-License-Identifier: MIT
/* A label: the colour and the second mark of a qube's trust level. */
#ifndef COMPOSITOR_LABEL_H
#define COMPOSITOR_LABEL_H

#include <stdint.h>

struct label {
	char name[32]; // "red", or a user-made one
	uint32_t rgb; // 0xRRGGBB
	/* Mark drawn beside the colour for eyes that cannot tell colours
	 * apart: index into the theme's set of shapes, given by the label's
	 * name (the eight stock labels have fixed ones) or its colour. */
	unsigned int mark;
};

/* The label with this name and colour. */
struct label label_make(const char *name, uint32_t rgb);

#endif
