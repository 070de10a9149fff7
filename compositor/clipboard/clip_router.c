// SPDX-License-Identifier: MIT
#include "compositor/clipboard/clip_router.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/sock.h"
#include "compositor/clipboard/clip_policy.h"
#include "compositor/clipboard/clipboard.h"
#include "compositor/prompt/evaluate_msg.h"
#include "compositor/server.h"

struct clip_router {
	struct server *server; // borrowed
	char *path; // owned
	bool seen; // there was a router
	int fd; // owned; -1: no question is open
	struct wl_event_source *source; // owned, NULL without a question
	uint32_t question;
	uint8_t answer[EVALUATE_MSG_ANSWER];
	size_t len; // of the answer
};

static void
hang_up(struct clip_router *router)
{
	if (router->source) {
		wl_event_source_remove(router->source);
		router->source = NULL;
	}
	fd_close(&router->fd);
	router->len = 0;
}

static void
decide(struct clip_router *router, bool allow)
{
	uint32_t question = router->question;

	hang_up(router);
	clipboard_decide(router->server->clipboard, question, allow);
}

static int
handle_answer(int fd, uint32_t mask, void *data)
{
	struct clip_router *router = data;
	size_t room = sizeof(router->answer) - router->len;
	ssize_t n = read(fd, router->answer + router->len, room);

	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return 0;
	}
	if (n == 0) {
		decide(router,
				evaluate_msg_is_allowed(
						router->answer, router->len));
	} else if (n < 0 || (size_t)n == room) {
		decide(router, false);
	} else {
		router->len += (size_t)n;
	}
	return 0;
}

/* Where there is no socket there is no router; but one that was there once
 * must come back. */
static enum clip_verdict
handle_no_router(struct clip_router *router)
{
	if (errno == ENOENT && !router->seen) {
		return CLIP_ALLOWED;
	}
	log_warn_errno("the policy cannot be asked about a paste");
	return CLIP_DENIED;
}

static enum clip_verdict
handle_ask(void *user, uint32_t question, const struct clip_party *source,
		const struct clip_party *target)
{
	struct clip_router *router = user;
	char text[EVALUATE_MSG_QUESTION];
	size_t len;

	hang_up(router);
	if (source->name[0] == '\0') {
		return CLIP_ALLOWED; // no policy is about trusted programs
	}
	len = evaluate_msg_encode(source->name, target->name,
			"qubes.ClipboardPaste", text);
	router->fd = sock_connect(router->path, SOCK_STREAM);
	if (router->fd < 0) {
		return handle_no_router(router);
	}
	router->seen = true;
	if (len == 0 ||
			send(router->fd, text, len, MSG_NOSIGNAL | MSG_DONTWAIT) !=
					(ssize_t)len) {
		hang_up(router);
		return CLIP_DENIED;
	}
	router->question = question;
	router->source = wl_event_loop_add_fd(router->server->loop, router->fd,
			WL_EVENT_READABLE, handle_answer, router);
	return CLIP_LATER;
}

static void
handle_cancel(void *user, uint32_t question)
{
	hang_up(user);
}

struct clip_router *
clip_router_create(struct server *server)
{
	const char *runtime = server->options->runtime_dir;
	struct clip_router *router;

	if (!runtime) {
		return NULL;
	}
	router = xcalloc(1, sizeof(*router));
	router->server = server;
	router->path = xformat("%s/%s", runtime, CLIP_ROUTER_NAME);
	router->fd = -1;
	clipboard_set_policy(server->clipboard,
			&(struct clip_policy){
					.ask = handle_ask,
					.cancel = handle_cancel,
					.user = router,
					.timeout_msec = CLIP_ROUTER_MSEC,
			});
	return router;
}

void
clip_router_destroy(struct clip_router *router)
{
	if (!router) {
		return;
	}
	clipboard_set_policy(router->server->clipboard, NULL);
	hang_up(router);
	free(router->path);
	free(router);
}
