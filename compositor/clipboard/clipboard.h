// SPDX-License-Identifier: MIT
/*
 * The clipboard between qubes, in two steps that the person takes: one chord
 * fetches text from the window that holds the keyboard, the other hands it to
 * the window that holds it then, once. Trusted programs may be its source,
 * never its target. Each step, and why one was refused, is told in the strip.
 */
#ifndef COMPOSITOR_CLIPBOARD_H
#define COMPOSITOR_CLIPBOARD_H

#include <stdbool.h>
#include <stdint.h>

struct clip_policy;
struct clipboard;
struct server;

struct clipboard *clipboard_create(struct server *server);
void clipboard_destroy(struct clipboard *clipboard); // NULL is allowed

/* Asks the window that holds the keyboard. The question dies after a second,
 * with a newer one, or when the keyboard goes elsewhere. */
void clipboard_copy(struct clipboard *clipboard);

/* Hands the text over and forgets it, if the rules and the policy allow it. */
void clipboard_paste(struct clipboard *clipboard);

/* Who decides what the rules leave open; copied. NULL: nobody, the rules do.
 * An open question of the one before is cancelled. */
void clipboard_set_policy(
		struct clipboard *clipboard, const struct clip_policy *policy);

/* The policy's answer to a question it put off. An answer nobody waits for any
 * more is ignored. */
void clipboard_decide(struct clipboard *clipboard, uint32_t question, bool allow);

/* Forgets what was copied, and open questions. */
void clipboard_wipe(struct clipboard *clipboard);

#endif
