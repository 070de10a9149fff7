// SPDX-License-Identifier: MIT
/*
 * Names that a qube sends with a call: made harmless or refused, in the way
 * and order that policies written for Qubes count on. Pure.
 */
#ifndef PROTOCOLS_QREXEC_QREXEC_NAME_H
#define PROTOCOLS_QREXEC_QREXEC_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "protocols/qrexec/qrexec_msg.h"

#define QREXEC_SERVICE_NAME_MAX 255 // of a service, without its argument

/* Replaces by _ what has no place in a source or target: all but letters,
 * digits, and _ - . @ : */
void qrexec_name_clean_qube(char *name);

/* True for letters, digits, _ - . and spaces, then at least one NUL, and
 * nothing behind it. An empty one is allowed. */
bool qrexec_name_is_ident(const char ident[QREXEC_IDENT_SIZE]);

/* True if the text of size bytes ends in a NUL, has no other, is not empty and
 * does not begin with +. */
bool qrexec_name_is_service(const char *text, size_t size);

/* Replaces by _ what has no place in a service and its argument: all but
 * letters, digits, and _ - . + */
void qrexec_name_clean_service(char *text);

/* Length of the service's name in front of its argument. */
size_t qrexec_name_service_len(const char *text);

#endif
