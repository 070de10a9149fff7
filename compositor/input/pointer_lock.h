// SPDX-License-Identifier: MIT
/*
 * What games and drawing programs ask of the pointer: to hear how far it was
 * moved, and to keep it in place or inside their window. Only the surface of
 * a trusted program that holds both the keyboard and the pointer may keep it;
 * the strip says so, a chord or any change of the keyboard's holder ends it.
 */
#ifndef COMPOSITOR_INPUT_POINTER_LOCK_H
#define COMPOSITOR_INPUT_POINTER_LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct pointer_lock;
struct seat;
struct server;
struct wlr_cursor;
struct wlr_pointer_motion_event;

/* Creates the globals. All are borrowed. */
struct pointer_lock *pointer_lock_create(struct server *server,
		struct seat *seat, struct wlr_cursor *wlr_cursor);
void pointer_lock_destroy(struct pointer_lock *lock);

/* A mouse was moved: tells the surface that has the pointer. dx, dy is how far
 * the pointer itself may go then. */
void pointer_lock_move(struct pointer_lock *lock,
		const struct wlr_pointer_motion_event *event, double *dx,
		double *dy);

/* Must the pointer stay where it is? */
bool pointer_lock_is_locked(const struct pointer_lock *lock);

/* The pointer, or what has it, may have changed. */
void pointer_lock_update(struct pointer_lock *lock);

/* The person pressed a button: whoever lost the pointer by the chord may have
 * it again. */
void pointer_lock_handle_press(struct pointer_lock *lock);

/* The person wants the pointer back. */
void pointer_lock_release(struct pointer_lock *lock);

#endif
