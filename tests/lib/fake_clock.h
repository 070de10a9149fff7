// SPDX-License-Identifier: MIT
/*
 * Time that stands still until a test lets it pass. Linked into a program, it
 * takes the place of CLOCK_MONOTONIC, of processor time (which stays 0) and of
 * timers for all of it, libraries too: a run is the same on every machine,
 * however busy.
 */
#ifndef TESTS_LIB_FAKE_CLOCK_H
#define TESTS_LIB_FAKE_CLOCK_H

#include <stdint.h>

/* Milliseconds pass; timers that are due make their descriptors readable. */
void fake_clock_advance(int64_t msec);

int64_t fake_clock_now_msec(void);

#endif
