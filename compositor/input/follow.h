// SPDX-License-Identifier: MIT
/*
 * Focus follows the pointer, where the configuration wants it. It follows the
 * person's hand only: never a window that comes to a resting pointer, and
 * after a key was typed only once the pointer has clearly moved.
 */
#ifndef COMPOSITOR_INPUT_FOLLOW_H
#define COMPOSITOR_INPUT_FOLLOW_H

struct follow;
struct server;
struct view;

struct follow *follow_create(struct server *server);
void follow_destroy(struct follow *follow); // NULL is allowed

/* A key was typed into a window, or something else came to lie below the
 * pointer by itself: from here on it has to move clearly. */
void follow_rest(struct follow *follow);

/* The person moved the pointer over a window (NULL: over none). */
void follow_move(struct follow *follow, struct view *view, double lx, double ly);

/* A view is going away. */
void follow_forget_view(struct follow *follow, const struct view *view);

#endif
