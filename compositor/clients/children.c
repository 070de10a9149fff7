// SPDX-License-Identifier: MIT
#include "compositor/clients/children.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/sock.h"
#include "compositor/roles.h"
#include "compositor/server.h"

struct children {
	struct server *server; // borrowed
	char *program; // owned
	char *folder; // owned; gone with the last of them
	char *path; // owned
	unsigned int roles; // bitmask of enum role
	int fd; // owned
	struct wl_event_source *source; // owned
	struct wl_list list; // list of struct child, .link
	void (*came)(void *user, struct wl_client *client);
	void *user;
};

struct child {
	struct wl_list link; // children.list
	struct wl_listener destroy; // of the client
};

static void
forget(struct child *child)
{
	wl_list_remove(&child->destroy.link);
	wl_list_remove(&child->link);
	free(child);
}

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct child *child = wl_container_of(listener, child, destroy);

	forget(child);
}

static void
add(struct children *children, int fd)
{
	struct wl_client *client = roles_add_client(
			children->server->roles, fd, children->roles);
	struct child *child;

	if (!client) {
		log_err_errno("a child of program %s gets no connection",
				children->program);
		return;
	}
	child = xcalloc(1, sizeof(*child));
	wl_list_insert(&children->list, &child->link);
	child->destroy.notify = handle_destroy;
	wl_client_add_destroy_listener(client, &child->destroy);
	children->came(children->user, client);
}

static int
handle_readable(int listener, uint32_t mask, void *data)
{
	struct children *children = data;
	FD_SCOPED int fd = sock_accept(listener);
	uid_t uid;
	pid_t pid;

	if (fd < 0) {
		return 0;
	}
	if (!sock_get_peer(fd, &uid, &pid) || (uid != geteuid() && uid != 0)) {
		log_warn("somebody else's program is refused at the door of "
			 "program %s",
				children->program);
	} else if (wl_list_length(&children->list) >= CHILDREN_MAX) {
		log_warn("program %s has %d children already",
				children->program, CHILDREN_MAX);
	} else {
		add(children, fd_steal(&fd));
	}
	return 0;
}

struct children *
children_create(struct server *server, const char *program, unsigned int roles,
		void (*came)(void *user, struct wl_client *client), void *user,
		struct err *err)
{
	const char *runtime = server->options->runtime_dir;
	struct children *children;
	char *folder, *path;
	int fd = -1;

	if (!runtime) {
		err_set(err, "there is no folder for sockets (--runtime)");
		return NULL;
	}
	folder = xformat("%s/programs", runtime);
	path = xformat("%s/%s", folder, program);
	if (mkdir(folder, 0700) < 0 && errno != EEXIST) {
		err_set_errno(err, "%s cannot be made", folder);
	} else {
		fd = sock_listen(path, SOCK_STREAM, 0600, err);
	}
	if (fd < 0) {
		free(folder);
		free(path);
		return NULL;
	}
	children = xcalloc(1, sizeof(*children));
	children->server = server;
	children->program = xstrdup(program);
	children->folder = folder;
	children->path = path;
	children->roles = roles;
	children->fd = fd;
	children->came = came;
	children->user = user;
	wl_list_init(&children->list);
	children->source = wl_event_loop_add_fd(server->loop, fd,
			WL_EVENT_READABLE, handle_readable, children);
	return children;
}

void
children_destroy(struct children *children)
{
	struct child *child, *tmp;

	if (!children) {
		return;
	}
	wl_list_for_each_safe(child, tmp, &children->list, link) {
		forget(child);
	}
	wl_event_source_remove(children->source);
	fd_close(&children->fd);
	unlink(children->path);
	rmdir(children->folder);
	free(children->folder);
	free(children->path);
	free(children->program);
	free(children);
}

const char *
children_get_path(const struct children *children)
{
	return children->path;
}
