// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // AI_NUMERICSERV, memrchr
#include "qube/qrexec/tcp_address.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "common/fd.h"
#include "common/str.h"

#define PREFIX "/dev/tcp"

static int
set_port(struct tcp_address *address, const char *port, struct err *err)
{
	long number;

	if (port[0] < '1' || port[0] > '9' ||
			!str_to_long(port, 1, 65535, &number) ||
			!str_copy(address->port, sizeof(address->port), port)) {
		return err_set(err, "this is no port");
	}
	return 0;
}

static int
set_host(struct tcp_address *address, const char *host, size_t len,
		struct err *err)
{
	if (len == 0 || len >= sizeof(address->host)) {
		return err_set(err, "this is no host");
	}
	memcpy(address->host, host, len);
	address->host[len] = '\0';
	return 0;
}

static int
take_both(struct tcp_address *address, const char *argument, struct err *err)
{
	const char *plus = strrchr(argument, '+');

	if (plus == NULL) {
		return err_set(err, "the argument names no port");
	}
	if (memchr(argument, '_', (size_t)(plus - argument))) {
		return err_set(err, "there is a '_' in the host");
	}
	if (set_host(address, argument, (size_t)(plus - argument), err) < 0) {
		return -1;
	}
	for (char *p = address->host; *p != '\0'; p++) {
		*p = *p == '+' ? ':' : *p;
	}
	return set_port(address, plus + 1, err);
}

int
tcp_address_parse(const char *link, const char *argument,
		struct tcp_address *address, struct err *err)
{
	const char *host = link + strlen(PREFIX);
	const char *slash;

	*address = (struct tcp_address){0};
	if (*host == '\0') {
		return take_both(address, argument, err);
	}
	host++;
	slash = strchr(host, '/');
	if (set_host(address, host, strcspn(host, "/"), err) < 0) {
		return -1;
	}
	if (slash == NULL) {
		return set_port(address, argument, err);
	}
	return argument[0] == '\0' ? set_port(address, slash + 1, err)
				   : err_set(err, "it takes no argument");
}

static int
connect_to(const struct addrinfo *info, struct err *err)
{
	FD_SCOPED int fd = socket(info->ai_family,
			SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			info->ai_protocol);

	if (fd < 0) {
		return err_set_errno(err, "cannot make a socket");
	}
	if (connect(fd, info->ai_addr, info->ai_addrlen) < 0 &&
			errno != EINPROGRESS) {
		return err_set_errno(err, "cannot connect");
	}
	return fd_steal(&fd);
}

int
tcp_address_connect(const struct tcp_address *address, struct err *err)
{
	bool v6 = strpbrk(address->host, ":%") != NULL;
	struct addrinfo hints = {
			.ai_flags = AI_NUMERICSERV | AI_NUMERICHOST,
			.ai_family = v6 ? AF_INET6 : AF_UNSPEC,
			.ai_socktype = SOCK_STREAM,
			.ai_protocol = IPPROTO_TCP,
	};
	struct addrinfo *info;
	int result = getaddrinfo(address->host, address->port, &hints, &info);

	if (result != 0) {
		return err_set(err, "%s", gai_strerror(result));
	}
	result = connect_to(info, err);
	freeaddrinfo(info);
	return result;
}
