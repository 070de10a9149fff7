// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // F_DUPFD_CLOEXEC
#include "zones/vchan/vchan_server.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/mem.h"
#include "common/sock.h"

#define ACCEPTS_PER_WAKE 16

struct vchan_server {
	struct wl_event_source *source; // owned
	int listener; // owned
	int dirfd; // owned
	char name[VCHAN_UNIX_NAME_SIZE];
	ino_t inode; // of the socket file
	vchan_server_fn fn;
	void *user;
};

static int
handle_listener(int fd, uint32_t mask, void *data)
{
	struct vchan_server *server = data;
	int newest = -1;

	for (int i = 0; i < ACCEPTS_PER_WAKE; i++) {
		int next = sock_accept(fd);

		if (next < 0) {
			break;
		}
		fd_close(&newest);
		newest = next;
	}
	if (newest >= 0) {
		server->fn(server->user, newest);
	}
	return 0;
}

static ino_t
inode_of(int dirfd, const char *name)
{
	struct stat st;

	return fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? st.st_ino
								   : 0;
}

struct vchan_server *
vchan_server_create(struct wl_event_loop *loop, int dirfd,
		const struct vchan_unix_address *address, vchan_server_fn fn,
		void *user, struct err *err)
{
	int listener = vchan_unix_listen(dirfd, address, err);
	struct vchan_server *server;

	if (listener < 0) {
		return NULL;
	}
	server = xcalloc(1, sizeof(*server));
	*server = (struct vchan_server){
			.listener = listener,
			.dirfd = fcntl(dirfd, F_DUPFD_CLOEXEC, 0),
			.fn = fn,
			.user = user,
	};
	vchan_unix_name(server->name, address);
	server->inode = inode_of(dirfd, server->name);
	server->source = wl_event_loop_add_fd(loop, listener, WL_EVENT_READABLE,
			handle_listener, server);
	if (server->dirfd < 0 || !server->source) {
		err_set_errno(err, "cannot watch %s", server->name);
		vchan_server_destroy(server);
		return NULL;
	}
	return server;
}

void
vchan_server_destroy(struct vchan_server *server)
{
	if (!server) {
		return;
	}
	if (server->source) {
		wl_event_source_remove(server->source);
	}
	if (inode_of(server->dirfd, server->name) == server->inode) {
		unlinkat(server->dirfd, server->name, 0);
	}
	fd_close(&server->listener);
	fd_close(&server->dirfd);
	free(server);
}
