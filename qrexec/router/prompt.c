// SPDX-License-Identifier: MIT
#include "qrexec/router/prompt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <wayland-server-core.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/sock.h"
#include "qrexec/policy/system_info.h"
#include "qrexec/policy/verdict.h"
#include "qrexec/router/json_out.h"

#define ASK "policy.Ask dom0 name dom0"
#define NOTIFY "policy.Notify dom0 name dom0"
#define REQUEST_MAX (1u << 20)
#define ANSWER_SIZE 256

struct prompt {
	struct wl_event_source *source; // owned
	int fd; // owned
	struct buf request; // what is not sent yet
	char answer[ANSWER_SIZE];
	size_t len;
	prompt_answer_fn answered;
	void *user;
};

static void
put_targets(struct json_out *out, const struct policy_verdict *verdict)
{
	json_out_begin(out, "targets", '[');
	for (size_t i = 0; i < verdict->target_count; i++) {
		json_out_text(out, NULL, verdict->targets[i]);
	}
	json_out_end(out, ']');
}

static void
put_icon(struct json_out *out, const char *before, const char *kind,
		const struct system_qube *qube)
{
	char *key = xformat("%s%s", before, qube->name);
	char *icon = system_info_is_dom0(qube->name)
			? xstrdup("adminvm-black")
			: xformat("%s-%s", kind, qube->label);

	json_out_text(out, key, icon);
	free(icon);
	free(key);
}

static void
put_icons(struct json_out *out, const struct system_info *info)
{
	json_out_begin(out, "icons", '{');
	for (size_t i = 0; i < system_info_count(info); i++) {
		const struct system_qube *qube = system_info_get(info, i);

		put_icon(out, "", "appvm", qube);
		if (qube->flags & SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS) {
			put_icon(out, "@dispvm:", "dispvm", qube);
		}
	}
	json_out_end(out, '}');
}

static struct json_out
begin_request(struct buf *buf, const char *line, const struct prompt_about *about)
{
	struct json_out out = json_out_init(buf);

	out.full = !buf_append(buf, line, strlen(line) + 1);
	json_out_begin(&out, NULL, '{');
	json_out_text(&out, "source", about->source);
	json_out_text(&out, "service", about->service);
	json_out_text(&out, "argument", about->argument);
	return out;
}

/* False if it is too long. */
static bool
fill_question(struct buf *buf, const struct system_info *info,
		const struct prompt_about *about,
		const struct policy_verdict *verdict)
{
	struct json_out out = begin_request(buf, ASK, about);

	put_targets(&out, verdict);
	json_out_text(&out, "default_target",
			verdict->default_target ? verdict->default_target : "");
	put_icons(&out, info);
	json_out_end(&out, '}');
	return !out.full;
}

static void
finish(struct prompt *prompt)
{
	static const char allow[] = "allow:";
	const size_t skip = sizeof(allow) - 1;
	char *text = prompt->answer;

	wl_event_source_remove(prompt->source);
	prompt->source = NULL;
	fd_close(&prompt->fd);
	text[prompt->len] = '\0';
	text[strcspn(text, "\n")] = '\0';
	prompt->answered(prompt->user,
			strncmp(text, allow, skip) == 0 ? text + skip : NULL);
}

/* False if the peer is gone. */
static bool
send_more(struct prompt *prompt)
{
	while (prompt->request.len > 0) {
		ssize_t sent = send(prompt->fd, buf_peek(&prompt->request),
				prompt->request.len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0) {
			return errno == EAGAIN || errno == EINTR;
		}
		buf_consume(&prompt->request, (size_t)sent);
	}
	buf_finish(&prompt->request);
	shutdown(prompt->fd, SHUT_WR);
	wl_event_source_fd_update(prompt->source, WL_EVENT_READABLE);
	return true;
}

static int
handle_socket(int fd, uint32_t mask, void *data)
{
	struct prompt *prompt = data;
	ssize_t got;

	if (prompt->request.len > 0 && !send_more(prompt)) {
		finish(prompt);
		return 0;
	}
	got = recv(prompt->fd, prompt->answer + prompt->len,
			sizeof(prompt->answer) - 1 - prompt->len, MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return 0;
	}
	if (got > 0) {
		prompt->len += (size_t)got;
	}
	if (got <= 0 || prompt->len == sizeof(prompt->answer) - 1) {
		prompt->len = got < 0 ? 0 : prompt->len;
		finish(prompt);
	}
	return 0;
}

struct prompt *
prompt_create(struct wl_event_loop *loop, const char *path,
		const struct system_info *info, const struct prompt_about *about,
		const struct policy_verdict *verdict, prompt_answer_fn answer,
		void *user)
{
	int fd = sock_connect(path, SOCK_STREAM);
	struct prompt *prompt;

	if (fd < 0) {
		log_warn_errno("nobody can be asked at %s", path);
		return NULL;
	}
	prompt = xcalloc(1, sizeof(*prompt));
	*prompt = (struct prompt){.fd = fd, .answered = answer, .user = user};
	buf_init(&prompt->request, REQUEST_MAX);
	if (fill_question(&prompt->request, info, about, verdict)) {
		prompt->source = wl_event_loop_add_fd(loop, fd,
				WL_EVENT_READABLE | WL_EVENT_WRITABLE,
				handle_socket, prompt);
	}
	if (!prompt->source) {
		prompt_destroy(prompt);
		return NULL;
	}
	return prompt;
}

void
prompt_destroy(struct prompt *prompt)
{
	if (!prompt) {
		return;
	}
	if (prompt->source) {
		wl_event_source_remove(prompt->source);
	}
	if (prompt->fd >= 0) {
		fd_close(&prompt->fd);
	}
	buf_finish(&prompt->request);
	free(prompt);
}

void
prompt_notify(const char *path, const struct prompt_about *about, bool allowed)
{
	FD_SCOPED int fd = sock_connect(path, SOCK_STREAM);
	struct json_out out;
	struct buf request;

	buf_init(&request, REQUEST_MAX);
	out = begin_request(&request, NOTIFY, about);
	json_out_text(&out, "resolution", allowed ? "allow" : "deny");
	json_out_text(&out, "target", about->target);
	json_out_end(&out, '}');
	if (!out.full && fd >= 0) {
		// small enough to be taken at once by a fresh socket
		(void)!send(fd, buf_peek(&request), request.len,
				MSG_NOSIGNAL | MSG_DONTWAIT);
	}
	buf_finish(&request);
}
