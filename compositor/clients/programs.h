// SPDX-License-Identifier: MIT
/*
 * The programs the configuration names. Each gets one end of a socketpair as
 * its Wayland connection, and through it the roles it was given. Unless the
 * configuration gives one of them a door for its children (children.c) there
 * is no socket that anybody could connect to.
 */
#ifndef COMPOSITOR_CLIENTS_PROGRAMS_H
#define COMPOSITOR_CLIENTS_PROGRAMS_H

#include <stdbool.h>

struct programs;
struct server;
struct wl_client;

/* Starts those that start with the session. */
struct programs *programs_create(struct server *server);

/* Ends them with SIGTERM and does not wait. NULL is allowed. */
void programs_destroy(struct programs *programs);

/* Follows a changed configuration: ends what is no longer in it, starts what
 * is new, restarts what is different. What was started on demand runs on. */
void programs_configure(struct programs *programs);

/* The person asks for a program: starts it, once more if it runs already (but
 * not one that starts with the session), and gives its first window the
 * keyboard. False if there is none of this name, or it may not be started. */
bool programs_start(struct programs *programs, const char *name);

/* A key or button went down; client (NULL: a qube, or nobody) got it. */
void programs_note_press(struct programs *programs, struct wl_client *client);

/* A client's window is shown: did the person ask for it, and has not turned to
 * anything else since? True once for each client. */
bool programs_take_launch(struct programs *programs, struct wl_client *client);

/* The program with the role locker; it runs only when it is asked for. start:
 * false if it runs already or cannot be started. Its end is told to the lock. */
bool programs_has_locker(const struct programs *programs);
bool programs_is_locker_running(const struct programs *programs);
bool programs_start_locker(struct programs *programs);
void programs_kill_locker(struct programs *programs);

#endif
