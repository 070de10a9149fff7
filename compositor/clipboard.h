// SPDX-License-Identifier: MIT
/*
 * The clipboard between qubes, in two steps that the person takes: one chord
 * fetches text from the window that holds the keyboard, the other hands it to
 * the window that holds it then, once. Trusted programs may be its source,
 * never its target. The text is not looked into.
 */
#ifndef COMPOSITOR_CLIPBOARD_H
#define COMPOSITOR_CLIPBOARD_H

struct clipboard;
struct server;

struct clipboard *clipboard_create(struct server *server);
void clipboard_destroy(struct clipboard *clipboard); // NULL is allowed

/* Asks the window that holds the keyboard. The question dies after a second,
 * with a newer one, or when the keyboard goes elsewhere. */
void clipboard_copy(struct clipboard *clipboard);

/* Hands the text over and forgets it. */
void clipboard_paste(struct clipboard *clipboard);

#endif
