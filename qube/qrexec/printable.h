// SPDX-License-Identifier: MIT
/* What a terminal may be shown of another qube's output. */
#ifndef QUBE_QREXEC_PRINTABLE_H
#define QUBE_QREXEC_PRINTABLE_H

#include <stddef.h>
#include <stdint.h>

/* Replaces by _ all but printable ASCII, tab, line feed, carriage return,
 * backspace and bell. */
void printable_filter(uint8_t *data, size_t len);

#endif
