// SPDX-License-Identifier: MIT
/* Unix sockets: listening, connecting, messages with descriptors. All sockets
 * made here are non-blocking and close-on-exec. */
#ifndef COMMON_SOCK_H
#define COMMON_SOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/err.h"

#define SOCK_MAX_FDS 16

/* Listens at path (a stale socket there is replaced; the file's mode is set to
 * mode before anyone can connect). type is SOCK_STREAM or SOCK_SEQPACKET.
 * Returns the descriptor, or -1 with err set. */
int sock_listen(const char *path, int type, mode_t mode, struct err *err);

/* Connects to path; returns the descriptor, or -1 with errno set. Does not
 * wait: a full backlog is EAGAIN. */
int sock_connect(const char *path, int type);

/* One connection of a listening socket, or -1 with errno set. */
int sock_accept(int listener);

/* Sends one message with nfds (at most SOCK_MAX_FDS) descriptors, which stay
 * the caller's. Bytes sent, or -1 with errno set. Never raises SIGPIPE. */
ssize_t sock_send(int fd, const void *data, size_t len, const int *fds,
		size_t nfds);

/* Receives one message. fds has room for *nfds descriptors; on return *nfds
 * are the caller's (close-on-exec), others that came are closed. Returns
 * bytes, 0 at the end of the stream, -1 with errno set; EMSGSIZE if the
 * message was longer than size. */
ssize_t sock_recv(int fd, void *data, size_t size, int *fds, size_t *nfds);

/* The peer's user and process as the kernel knows them (SO_PEERCRED). */
bool sock_get_peer(int fd, uid_t *uid, pid_t *pid);

#endif
