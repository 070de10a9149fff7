// SPDX-License-Identifier: MIT
/* Drawing tablets, as a mouse that knows where it is: the tip is the left
 * button, the two on the pen are the right and the middle one. Pressure and
 * tilt have no way to a window yet. */
#ifndef COMPOSITOR_INPUT_TABLET_H
#define COMPOSITOR_INPUT_TABLET_H

struct pointer;
struct tablet;

/* pointer is borrowed; its devices are listened to. */
struct tablet *tablet_create(struct pointer *pointer);
void tablet_destroy(struct tablet *tablet);

#endif
