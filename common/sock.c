// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // SO_PEERCRED, accept4, MSG_CMSG_CLOEXEC
#include "common/sock.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/str.h"

#define BACKLOG 32

static bool
fill_address(struct sockaddr_un *addr, const char *path)
{
	*addr = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (!str_copy(addr->sun_path, sizeof(addr->sun_path), path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	return true;
}

static void
remove_stale(const char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode)) {
		unlink(path);
	}
}

int
sock_listen(const char *path, int type, mode_t mode, struct err *err)
{
	struct sockaddr_un addr;
	FD_SCOPED int fd = -1;

	if (!fill_address(&addr, path)) {
		return err_set_errno(err, "cannot listen at %s", path);
	}
	fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return err_set_errno(err, "cannot make a socket");
	}
	remove_stale(path);
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0 ||
			chmod(path, mode) < 0 || listen(fd, BACKLOG) < 0) {
		return err_set_errno(err, "cannot listen at %s", path);
	}
	return fd_steal(&fd);
}

int
sock_connect(const char *path, int type)
{
	struct sockaddr_un addr;
	FD_SCOPED int fd = -1;

	if (!fill_address(&addr, path)) {
		return -1;
	}
	fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		return -1;
	}
	return fd_steal(&fd);
}

int
sock_accept(int listener)
{
	return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

ssize_t
sock_send(int fd, const void *data, size_t len, const int *fds, size_t nfds)
{
	union {
		char room[CMSG_SPACE(SOCK_MAX_FDS * sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	struct iovec iov = {.iov_base = (void *)data, .iov_len = len};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};

	if (nfds > SOCK_MAX_FDS) {
		errno = EINVAL;
		return -1;
	}
	if (nfds > 0) {
		struct cmsghdr *cmsg;

		msg.msg_control = control.room;
		msg.msg_controllen = CMSG_SPACE(nfds * sizeof(int));
		cmsg = CMSG_FIRSTHDR(&msg);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(nfds * sizeof(int));
		memcpy(CMSG_DATA(cmsg), fds, nfds * sizeof(int));
	}
	return sendmsg(fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void
take_fds(struct msghdr *msg, int *fds, size_t room, size_t *taken)
{
	struct cmsghdr *cmsg;

	for (cmsg = CMSG_FIRSTHDR(msg); cmsg; cmsg = CMSG_NXTHDR(msg, cmsg)) {
		size_t n = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (cmsg->cmsg_level != SOL_SOCKET ||
				cmsg->cmsg_type != SCM_RIGHTS) {
			continue;
		}
		for (size_t i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(cmsg) + i * sizeof(int),
					sizeof(int));
			if (*taken < room) {
				fds[(*taken)++] = fd;
			} else {
				close(fd);
			}
		}
	}
}

ssize_t
sock_recv(int fd, void *data, size_t size, int *fds, size_t *nfds)
{
	union {
		char room[CMSG_SPACE(SOCK_MAX_FDS * sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	struct iovec iov = {.iov_base = data, .iov_len = size};
	struct msghdr msg = {
			.msg_iov = &iov,
			.msg_iovlen = 1,
			.msg_control = control.room,
			.msg_controllen = sizeof(control.room),
	};
	size_t room = nfds ? *nfds : 0;
	size_t taken = 0;
	ssize_t got = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);

	if (nfds) {
		*nfds = 0;
	}
	if (got < 0) {
		return -1;
	}
	take_fds(&msg, fds, room, &taken);
	if (msg.msg_flags & MSG_TRUNC) {
		for (size_t i = 0; i < taken; i++) {
			close(fds[i]);
		}
		errno = EMSGSIZE;
		return -1;
	}
	if (nfds) {
		*nfds = taken;
	}
	return got;
}

bool
sock_get_peer(int fd, uid_t *uid, pid_t *pid)
{
	struct ucred cred;
	socklen_t len = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) < 0) {
		return false;
	}
	*uid = cred.uid;
	*pid = cred.pid;
	return true;
}
