// SPDX-License-Identifier: MIT
#define _DEFAULT_SOURCE // strsep
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
#include "common/str.h"
#include "qrexec/policy/system_info.h"
#include "qrexec/policy/verdict.h"
#include "qrexec/router/json_out.h"

#define ASK "policy.Ask dom0 name dom0"
#define NOTIFY "policy.Notify dom0 name dom0"
#define REQUEST_MAX (1u << 20)
#define ANSWER_SIZE 256

/* For which an answer can be remembered, in seconds. */
static const uint32_t times[] = {600, 3600, 8 * 3600};

struct prompt {
	struct wl_event_source *source; // owned
	int fd; // owned
	struct buf request; // what is not sent yet
	char answer[ANSWER_SIZE];
	size_t len;
	bool may_remember;
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
put_times(struct json_out *out)
{
	json_out_begin(out, "remember", '[');
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		json_out_number(out, NULL, times[i]);
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
	if (about->may_remember) {
		put_times(&out);
	}
	json_out_end(&out, '}');
	return !out.full;
}

/* The line "remember=SECONDS", if these were offered; else 0. */
static uint32_t
parse_time(const char *line)
{
	static const char remember[] = "remember=";
	const size_t skip = sizeof(remember) - 1;
	long seconds;

	if (strncmp(line, remember, skip) != 0 ||
			!str_to_long(line + skip, 1, INT32_MAX, &seconds)) {
		return 0;
	}
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		if (times[i] == (uint32_t)seconds) {
			return times[i];
		}
	}
	return 0;
}

/* An answer and, if the person is asked, for how long; nothing else counts as
 * an answer of theirs that could be remembered. */
static struct prompt_answer
parse_answer(char *text, bool may_remember)
{
	static const char allow[] = "allow:";
	const size_t skip = sizeof(allow) - 1;
	struct prompt_answer answer = {0};
	char *rest = text;
	const char *first = strsep(&rest, "\n");
	const char *second = strsep(&rest, "\n");

	if (strncmp(first, allow, skip) == 0) {
		answer.target = first + skip;
	}
	if (may_remember && second &&
			(answer.target || strcmp(first, "deny") == 0)) {
		answer.seconds = parse_time(second);
	}
	return answer;
}

static void
finish(struct prompt *prompt)
{
	struct prompt_answer answer;

	wl_event_source_remove(prompt->source);
	prompt->source = NULL;
	fd_close(&prompt->fd);
	prompt->answer[prompt->len] = '\0';
	answer = parse_answer(prompt->answer, prompt->may_remember);
	prompt->answered(prompt->user, &answer);
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
	*prompt = (struct prompt){
			.fd = fd,
			.may_remember = about->may_remember,
			.answered = answer,
			.user = user,
	};
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

bool
prompt_notify(const char *path, const struct prompt_about *about,
		enum prompt_resolution resolution)
{
	static const char *const words[] = {
			[PROMPT_ALLOWED] = "allow",
			[PROMPT_DENIED] = "deny",
			[PROMPT_FAILED] = "fail",
	};
	FD_SCOPED int fd = sock_connect(path, SOCK_STREAM);
	struct json_out out;
	struct buf request;
	ssize_t sent = -1;

	buf_init(&request, REQUEST_MAX);
	out = begin_request(&request, NOTIFY, about);
	json_out_text(&out, "resolution", words[resolution]);
	json_out_text(&out, "target", about->target);
	if (about->reason) {
		json_out_text(&out, "reason", about->reason);
	}
	json_out_end(&out, '}');
	if (!out.full && fd >= 0) {
		// small enough to be taken at once by a fresh socket
		sent = send(fd, buf_peek(&request), request.len,
				MSG_NOSIGNAL | MSG_DONTWAIT);
	}
	buf_finish(&request);
	return sent > 0;
}
