// SPDX-License-Identifier: MIT
/*
 * Plain text between the qube's selections and the GUI side, in both
 * directions, and only when the GUI side asks or gives.
 */
#ifndef QUBE_AGENT_CLIPBOARD_H
#define QUBE_AGENT_CLIPBOARD_H

#include <stddef.h>
#include <stdint.h>

struct clipboard;
struct server;

/* Also lets applications set clipboard and primary selection among
 * themselves. Needs server->seat. Never NULL. */
struct clipboard *clipboard_create(struct server *server);
void clipboard_destroy(struct clipboard *clipboard);

/* Sends the text of the clipboard to the GUI side, empty if there is none.
 * The answer comes later. */
void clipboard_handle_request(struct clipboard *clipboard);

/* Text from the GUI side becomes clipboard and primary selection. What is not
 * clean UTF-8 text is taken as empty. */
void clipboard_handle_data(
		struct clipboard *clipboard, const uint8_t *data, size_t len);

/* Nobody waits for an answer any more. */
void clipboard_cancel(struct clipboard *clipboard);

#endif
