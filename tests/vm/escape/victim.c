// SPDX-License-Identifier: MIT
/* The host's side: what is there to be read, reached and traced. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/vm/escape/escape.h"

static int
write_secret(void)
{
	int fd = open(SECRET_FILE, O_CREAT | O_WRONLY, 0644);

	return escape_result(write(fd, SECRET_TEXT, strlen(SECRET_TEXT)));
}

static int
listen_at(const void *addr, size_t len)
{
	const struct sockaddr *sockaddr = addr;
	int fd = socket(sockaddr->sa_family, SOCK_STREAM, 0);

	if (bind(fd, sockaddr, (socklen_t)len) < 0) {
		return errno;
	}
	return escape_result(listen(fd, 64));
}

static int
listen_at_path(void)
{
	struct sockaddr_un addr = {
			.sun_family = AF_UNIX, .sun_path = HOST_SOCKET};
	int error = listen_at(&addr, sizeof(addr));

	return error != 0 ? error : escape_result(chmod(HOST_SOCKET, 0777));
}

static int
listen_at_name(void)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	const size_t len = strlen(ABSTRACT_NAME);

	memcpy(addr.sun_path + 1, ABSTRACT_NAME, len);
	return listen_at(&addr, offsetof(struct sockaddr_un, sun_path) + 1 + len);
}

static int
listen_on_loopback(void)
{
	struct sockaddr_in addr = {.sin_family = AF_INET,
			.sin_port = htons(LOOPBACK_PORT),
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	return listen_at(&addr, sizeof(addr));
}

static int
share_memory(void)
{
	return escape_result(shmget(SHM_KEY, 1, IPC_CREAT | 0666));
}

static int
make_queue(void)
{
	return escape_result(mq_open(QUEUE_NAME, O_CREAT | O_RDWR, 0666, NULL));
}

int
escape_be_victim(void)
{
	static int (*const steps[])(void) = {write_secret, listen_at_path,
			listen_at_name, listen_on_loopback, share_memory,
			make_queue};

	umask(0);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int error = steps[i]();

		if (error != 0) {
			fprintf(stderr, "victim: step %zu: %s\n", i,
					strerror(error));
			return 1;
		}
	}
	puts("ready");
	fflush(stdout);
	while (pause() < 0 && errno == EINTR) {
	}
	return 0;
}
