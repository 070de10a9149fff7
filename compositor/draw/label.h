// SPDX-License-Identifier: MIT
/* A label: the colour and the second mark of a qube's trust level. */
#ifndef COMPOSITOR_DRAW_LABEL_H
#define COMPOSITOR_DRAW_LABEL_H

#include <stdint.h>

struct label {
	char name[32]; // "red", or a user-made one
	uint32_t rgb; // 0xRRGGBB
	/* Shape drawn beside the colour for eyes that cannot tell colours
	 * apart (enum mark of draw/mark.h): fixed for the eight stock labels,
	 * for others one that no stock label has, by a hash of the name. */
	unsigned int mark;
};

/* The label with this name (cut to fit) and colour. */
struct label label_make(const char *name, uint32_t rgb);

#endif
