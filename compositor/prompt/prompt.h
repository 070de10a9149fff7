// SPDX-License-Identifier: MIT
/*
 * Questions to the person: may this qube call that service, and of which qube?
 * One at a time, drawn by us above everything, with the keyboard and the
 * pointer for itself. No is the default; yes can be said only when the question
 * has had the keyboard for a second without a key of what was typed before.
 * While the session is locked nothing is shown and questions wait.
 */
#ifndef COMPOSITOR_PROMPT_PROMPT_H
#define COMPOSITOR_PROMPT_PROMPT_H

#include <stdbool.h>

struct ask;
struct prompt;
struct server;

struct prompt *prompt_create(struct server *server);

/* Questions that wait are dropped without an answer. NULL is allowed. */
void prompt_destroy(struct prompt *prompt);

/* Puts a question; it stays the caller's until it is answered or withdrawn.
 * False if its qube has too many open already: nothing is kept of it. */
bool prompt_put(struct prompt *prompt, struct ask *ask);

/* Nobody waits for its answer any more. */
void prompt_withdraw(struct prompt *prompt, struct ask *ask);

/* The question on the screen, or NULL. */
const struct ask *prompt_get_shown(const struct prompt *prompt);

#endif
