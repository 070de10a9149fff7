// SPDX-License-Identifier: MIT
/*
 * How many messages a peer may send: a bucket that fills with time. Being
 * empty slows the peer; staying empty for long convicts it.
 */
#ifndef PROTOCOLS_GUI_RATE_H
#define PROTOCOLS_GUI_RATE_H

#include <stdbool.h>
#include <stdint.h>

#define GUI_RATE_PATIENCE_MSEC 10000

struct gui_rate {
	int64_t per_msec; // messages
	int64_t burst; // messages
	int64_t left; // messages; negative when overdrawn
	int64_t now_msec; // of the last update; -1 before the first
	int64_t empty_msec; // since when the peer is slowed; -1: it is not
};

/* A full bucket. */
void gui_rate_init(struct gui_rate *rate, int64_t per_sec, int64_t burst);

/* Lets time pass. */
void gui_rate_update(struct gui_rate *rate, int64_t now_msec);

/* One message came. */
void gui_rate_count(struct gui_rate *rate);

/* Milliseconds for which nothing should be read; 0 when it may. */
int gui_rate_get_delay(const struct gui_rate *rate);

/* True if the peer was slowed for GUI_RATE_PATIENCE_MSEC without a pause in
 * which a second's worth of messages could gather again. */
bool gui_rate_is_abused(const struct gui_rate *rate);

#endif
