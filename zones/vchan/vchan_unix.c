// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // O_PATH
#include "zones/vchan/vchan_unix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/str.h"

#define BACKLOG 8
#define DEFAULT_DIR "/var/run/vchan"
#define DOMAIN_MAX 0x7fff

char *
vchan_unix_name(char out[VCHAN_UNIX_NAME_SIZE],
		const struct vchan_unix_address *address)
{
	snprintf(out, VCHAN_UNIX_NAME_SIZE, "vchan.%u.%u.%u.sock",
			address->server, address->client, address->port);
	return out;
}

bool
vchan_unix_parse_name(const char *name, struct vchan_unix_address *out)
{
	uint32_t numbers[3] = {0};
	char again[VCHAN_UNIX_NAME_SIZE];
	const char *p = name;

	for (size_t i = 0; i < 3; i++) {
		p = strchr(p, '.');
		if (!p) {
			return false;
		}
		for (p++; *p >= '0' && *p <= '9'; p++) {
			numbers[i] = numbers[i] * 10 + (uint32_t)(*p - '0');
		}
	}
	*out = (struct vchan_unix_address){numbers[0], numbers[1], numbers[2]};
	return strcmp(vchan_unix_name(again, out), name) == 0;
}

bool
vchan_unix_is_equal(const struct vchan_unix_address *a,
		const struct vchan_unix_address *b)
{
	return a->server == b->server && a->client == b->client &&
			a->port == b->port;
}

uint32_t
vchan_unix_own_domain(void)
{
	const char *text = getenv("VCHAN_DOMAIN");
	long value;

	return text && str_to_long(text, 0, DOMAIN_MAX, &value) ? (uint32_t)value
								: 0;
}

const char *
vchan_unix_own_dir(void)
{
	const char *dir = getenv("VCHAN_SOCKET_DIR");

	return dir && dir[0] ? dir : DEFAULT_DIR;
}

static int
new_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* The mode has to be right from the start: whoever can write the directory
 * could put a link in the way of a chmod afterwards. On Linux the file gets
 * the socket's own mode less the umask. */
static bool
bind_open_to_all(int fd, const struct sockaddr_un *addr)
{
	mode_t old = umask(0);
	bool bound = fchmod(fd, 0666) == 0 &&
			bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) ==
					0;

	umask(old);
	return bound;
}

int
vchan_unix_listen(int dirfd, const struct vchan_unix_address *address,
		struct err *err)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	char name[VCHAN_UNIX_NAME_SIZE];
	FD_SCOPED int fd = new_socket();

	vchan_unix_name(name, address);
	if (fd < 0) {
		return err_set_errno(err, "cannot make a socket");
	}
	snprintf(addr.sun_path, sizeof(addr.sun_path), "/proc/self/fd/%d/%s",
			dirfd, name);
	unlinkat(dirfd, name, 0);
	if (!bind_open_to_all(fd, &addr) || listen(fd, BACKLOG) < 0) {
		return err_set_errno(err, "cannot listen at %s", name);
	}
	return fd_steal(&fd);
}

static int
open_socket_file(int dirfd, const char *name)
{
	FD_SCOPED int file = openat(dirfd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (file < 0 || fstat(file, &st) < 0) {
		return -1;
	}
	if (!S_ISSOCK(st.st_mode)) {
		errno = ENOTSOCK;
		return -1;
	}
	return fd_steal(&file);
}

int
vchan_unix_connect(int dirfd, const struct vchan_unix_address *address)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	char name[VCHAN_UNIX_NAME_SIZE];
	FD_SCOPED int file =
			open_socket_file(dirfd, vchan_unix_name(name, address));
	FD_SCOPED int fd = -1;

	if (file < 0) {
		return -1;
	}
	fd = new_socket();
	snprintf(addr.sun_path, sizeof(addr.sun_path), "/proc/self/fd/%d", file);
	if (fd < 0 || connect(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		return -1;
	}
	return fd_steal(&fd);
}

bool
vchan_unix_may_come(int error)
{
	return error == ENOENT || error == ECONNREFUSED || error == EAGAIN ||
			error == ENOTSOCK || error == EACCES ||
			error == EPROTOTYPE || error == ELOOP;
}
