// SPDX-License-Identifier: MIT
/*
 * Whose each pixel of a screen is, found by looking: the same picture is taken
 * again with all memory of one qube black, then of a colour; what changes is
 * that qube's, whatever it had painted there. So for each qube, for the trusted
 * program and for what lies behind all windows. What never changes was drawn by
 * the compositor itself.
 */
#ifndef TESTS_ATTACK_SCAN_H
#define TESTS_ATTACK_SCAN_H

#include <stdint.h>

struct field;
struct output;

enum scan_source {
	SCAN_EVIL,
	SCAN_BANK,
	SCAN_LOCAL,
	SCAN_BEHIND,
	SCAN_SOURCES,
};

struct scan {
	struct output *output; // borrowed
	int width, height; // pixels
	double scale;
	uint32_t *pixels; // owned; as shown, 0xRRGGBB
	/* How much of a pixel is a source's: 0 none, 255 all. */
	uint8_t *cover[SCAN_SOURCES]; // owned
	/* What our own layer above all windows shows, and how much of what is
	 * below shines through it: 255 where it has nothing. */
	uint32_t *trusted; // owned
	uint8_t *through; // owned
};

#define SCAN_MAX 2 // screens

/* Looks at every screen; returns how many. Nothing of the compositor runs in
 * between, and everything is put back. */
int scan_take(struct scan scans[SCAN_MAX], struct field *field);
void scan_free(struct scan *scan);

/* Writes the picture, and beside it whose each pixel is, as PPM. */
void scan_write(const struct scan *scan, const char *path);

#endif
