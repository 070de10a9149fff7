// SPDX-License-Identifier: MIT
/* Descriptors: scoped closing and flags. */
#ifndef COMMON_FD_H
#define COMMON_FD_H

#include <stdbool.h>

/* Closes *fd if it is open (>= 0) and sets it to -1; errno is kept. */
void fd_close(int *fd);

/* FD_SCOPED int fd = open(...); closes fd when the scope ends. */
#define FD_SCOPED __attribute__((cleanup(fd_close)))

/* Returns *fd and sets it to -1: the value leaves a scoped variable. */
int fd_steal(int *fd);

/* Sets or clears O_NONBLOCK / FD_CLOEXEC. False with errno on failure. */
bool fd_set_nonblock(int fd, bool on);
bool fd_set_cloexec(int fd, bool on);

/* How much the kernel holds of what is written to a socket or a pipe, before
 * its reader must run; no more than the system allows, and nothing for other
 * kinds. */
void fd_set_room(int fd, int bytes);

#endif
