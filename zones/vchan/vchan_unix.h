// SPDX-License-Identifier: MIT
/*
 * vchan over unix stream sockets, path-compatible with vchan-socket: no
 * framing, the socket DIR/vchan.<server>.<client>.<port>.sock is the channel.
 * Everything here works on a directory descriptor and never follows a link,
 * because the other end may be able to write that directory.
 */
#ifndef ZONES_VCHAN_VCHAN_UNIX_H
#define ZONES_VCHAN_VCHAN_UNIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

#define VCHAN_UNIX_NAME_SIZE 48

/* Which channel, by domain numbers. */
struct vchan_unix_address {
	uint32_t server;
	uint32_t client;
	uint32_t port;
};

/* The file name, "vchan.7.0.6000.sock". Returns out. */
char *vchan_unix_name(char out[VCHAN_UNIX_NAME_SIZE],
		const struct vchan_unix_address *address);

/* The channel a file name stands for; false unless vchan_unix_name() makes
 * exactly that name of it. */
bool vchan_unix_parse_name(const char *name, struct vchan_unix_address *out);

bool vchan_unix_is_equal(const struct vchan_unix_address *a,
		const struct vchan_unix_address *b);

/* Own domain number: environment VCHAN_DOMAIN, 0 if unset or no number. */
uint32_t vchan_unix_own_domain(void);

/* Directory of the sockets: environment VCHAN_SOCKET_DIR or /var/run/vchan. */
const char *vchan_unix_own_dir(void);

/* Listens in dirfd: a stale socket (or link, or file) of that name is removed
 * first, and everybody who reaches the directory may connect. Returns a
 * non-blocking descriptor, or -1 with err set. */
int vchan_unix_listen(int dirfd, const struct vchan_unix_address *address,
		struct err *err);

/* Connects once, without ever waiting. Returns a non-blocking descriptor, or
 * -1 with errno set: ENOENT and ECONNREFUSED (nobody listens yet), EAGAIN (the
 * backlog is full), ENOTSOCK (something else has the name), others. */
int vchan_unix_connect(int dirfd, const struct vchan_unix_address *address);

/* True if vchan_unix_connect() may succeed later after this errno. */
bool vchan_unix_may_come(int error);

#endif
