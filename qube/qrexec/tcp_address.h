// SPDX-License-Identifier: MIT
/* Where a service leads that is a link to /dev/tcp. */
#ifndef QUBE_QREXEC_TCP_ADDRESS_H
#define QUBE_QREXEC_TCP_ADDRESS_H

#include "common/err.h"

#define TCP_ADDRESS_HOST_SIZE 256

struct tcp_address {
	char host[TCP_ADDRESS_HOST_SIZE]; // a number: IPv4 or IPv6
	char port[6];
};

/* link is /dev/tcp, /dev/tcp/HOST or /dev/tcp/HOST/PORT; what it lacks comes
 * from the argument ("" for none): PORT, or HOST+PORT with '+' for ':' in the
 * host. -1 with err set if that makes no address. */
int tcp_address_parse(const char *link, const char *argument,
		struct tcp_address *address, struct err *err);

/* Begins to connect: a non-blocking socket (writable once connected or
 * refused), or -1 with err set. Never asks a name server. */
int tcp_address_connect(const struct tcp_address *address, struct err *err);

#endif
