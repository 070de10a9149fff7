// SPDX-License-Identifier: MIT
/* Text from outside as the owner of the qube's selections. */
#ifndef QUBE_AGENT_TEXT_SOURCE_H
#define QUBE_AGENT_TEXT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct server;

/* Makes the text (copied) clipboard and primary selection. What is not clean
 * text is taken as empty. */
void text_source_offer(struct server *server, const uint8_t *data, size_t len);

/* UTF-8 without control characters other than tab and line ends. */
bool text_source_is_clean(const uint8_t *data, size_t len);

#endif
