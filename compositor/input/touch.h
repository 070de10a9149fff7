// SPDX-License-Identifier: MIT
/*
 * Touch screens. A finger on a trusted program's surface is told to it as
 * wl_touch; anywhere else, a qube's window or a frame, the first finger is a
 * mouse with one button.
 */
#ifndef COMPOSITOR_INPUT_TOUCH_H
#define COMPOSITOR_INPUT_TOUCH_H

struct pointer;
struct seat;
struct server;
struct touch;
struct wlr_input_device;

/* All are borrowed. */
struct touch *touch_create(struct server *server, struct seat *seat,
		struct pointer *pointer);

/* Programs are told that no finger is there any more; what is still down goes
 * nowhere. */
void touch_cancel_all(struct touch *touch);

void touch_destroy(struct touch *touch);

/* Adds a touch screen; it is released by its own destroy event. The seat says
 * that there is touch from the first one on. */
void touch_add_device(struct touch *touch, struct wlr_input_device *device);

#endif
