// SPDX-License-Identifier: MIT
/* Which file serves a request, and of which kind it is. */
#ifndef QUBE_QREXEC_SERVICE_H
#define QUBE_QREXEC_SERVICE_H

#include "qube/qrexec/request.h"
#include "qube/qrexec/search.h"
#include "qube/qrexec/tcp_address.h"

enum service_kind {
	SERVICE_PROGRAM, // path
	SERVICE_SOCKET, // path
	SERVICE_TCP, // address
	SERVICE_ABSENT,
	SERVICE_BROKEN, // a reason was logged
};

struct service {
	enum service_kind kind;
	char path[SEARCH_PATH_SIZE];
	struct tcp_address address;
};

/* Looks in a list of folders for SERVICE+ARGUMENT, else SERVICE. */
void service_find(const struct request *request, const char *folders,
		struct service *service);

/* Begins to connect to a service of the kinds socket and TCP. A non-blocking
 * descriptor; -1 with errno set, EAGAIN if a later try may do. TCP is there
 * when the descriptor is writable; sockets at once. */
int service_connect(const struct service *service);

#endif
