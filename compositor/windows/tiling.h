// SPDX-License-Identifier: MIT
/* Tiles by steps and by drags; what a tile is stands in snap.h. */
#ifndef COMPOSITOR_WINDOWS_TILING_H
#define COMPOSITOR_WINDOWS_TILING_H

#include <stdbool.h>
#include <stdint.h>

struct output;
struct tiling;
struct server;
struct view;

/* A step of the window that holds the keyboard: from one side of the screen to
 * the other, and on to the next screen. */
void tiling_step(struct view *view, uint32_t direction);

/* Takes it to a tile of an output. */
void tiling_put(struct view *view, struct output *output, uint32_t edges);

/* The preview of where a dragged window will go. */
struct tiling *tiling_create(struct server *server);
void tiling_destroy(struct tiling *tiling); // NULL is allowed

/* Shows the tile that the view would get with the pointer here, or nothing. */
void tiling_preview(
		struct tiling *tiling, struct view *view, double lx, double ly);

/* Hides it. accept: the view goes there. */
void tiling_end(struct tiling *tiling, struct view *view, bool accept);

#endif
