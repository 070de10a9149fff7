// SPDX-License-Identifier: MIT
/* Something that takes all input in place of windows, as the lock does. */
#ifndef COMPOSITOR_INPUT_SEAT_TAKER_H
#define COMPOSITOR_INPUT_SEAT_TAKER_H

#include <stdint.h>

struct seat_taker;
struct view_axis;
struct view_button;
struct view_key;

/* All must be set. A release may come whose press went elsewhere. */
struct seat_taker_impl {
	/* Releases come only of keys whose press came here. */
	void (*key)(struct seat_taker *taker, const struct view_key *key);
	void (*modifiers)(struct seat_taker *taker);
	/* The pointer is somewhere else: seat_get_pointer. */
	void (*motion)(struct seat_taker *taker, uint32_t time_msec);
	void (*button)(struct seat_taker *taker,
			const struct view_button *button);
	void (*axis)(struct seat_taker *taker, const struct view_axis *axis);
	void (*frame)(struct seat_taker *taker);
};

struct seat_taker {
	const struct seat_taker_impl *impl; // borrowed
};

#endif
