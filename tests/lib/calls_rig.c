// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // mkdtemp, nftw
#include "tests/lib/calls_rig.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/file.h"
#include "common/loop.h"
#include "common/mem.h"
#include "qrexec/policy/policy.h"
#include "qrexec/policy/store.h"
#include "qrexec/router/peer.h"
#include "qrexec/router/ready.h"
#include "qrexec/router/router.h"
#include "tests/check.h"

static void
say_listening(void *data)
{
	struct hop_wait *wait = data;

	wait->idle = NULL;
	wait->events->listening(wait->user);
}

static struct hop_wait *
fake_open(struct hop *hop, uint32_t port, const struct hop_events *events,
		void *user)
{
	struct fake *fake = (struct fake *)hop;
	struct hop_wait *wait = xcalloc(1, sizeof(*wait));

	wait->fake = fake;
	wait->port = port;
	wait->events = events;
	wait->user = user;
	wl_list_insert(&fake->f->waits, &wait->link);
	return wait;
}

static struct hop_wait *
fake_listen(struct hop *hop, uint32_t port, const struct hop_events *events,
		void *user)
{
	struct hop_wait *wait = fake_open(hop, port, events, user);

	wait->idle = wl_event_loop_add_idle(
			wait->fake->f->loop, say_listening, wait);
	return wait;
}

static void
fake_cancel(struct hop_wait *wait)
{
	if (wait->idle) {
		wl_event_source_remove(wait->idle);
	}
	wl_list_remove(&wait->link);
	free(wait);
}

static void
fake_start(struct hop *hop, void (*failed)(void *user, const char *why),
		void *user)
{
	struct fake *fake = (struct fake *)hop;

	fake->starting = true;
	fake->start_failed = failed;
	fake->start_user = user;
}

static void
fake_destroy(struct hop *hop)
{
	struct fake *fake = (struct fake *)hop;

	fake->peer = NULL;
}

static void
fake_redirect(struct hop_wait *wait, const struct hop_events *events, void *user)
{
	wait->events = events;
	wait->user = user;
}

static const struct hop_ops fake_ops = {
		.listen = fake_listen,
		.open = fake_open,
		.cancel = fake_cancel,
		.start = fake_start,
		.destroy = fake_destroy,
};

static const struct hop_ops slow_ops = {
		.listen = fake_listen,
		.open = fake_open,
		.cancel = fake_cancel,
		.redirect = fake_redirect,
		.start = fake_start,
		.destroy = fake_destroy,
};

void
rig_turn(struct fixture *f)
{
	assert_int_equal(wl_event_loop_dispatch(f->loop, 1), 0);
}

struct qrexec_msg
rig_hear_agent(struct fake *fake)
{
	int64_t end = loop_now_msec() + DEADLINE_MSEC;
	struct qrexec_header header;
	const uint8_t *body;
	struct qrexec_msg msg;
	struct err err;
	int got;

	while ((got = qrexec_stream_next(&fake->stream, &header, &body, &err)) ==
			0) {
		ssize_t part;

		assert_true(loop_now_msec() < end);
		rig_turn(fake->f);
		part = recv(fake->agent, fake->bytes, sizeof(fake->bytes),
				MSG_DONTWAIT);
		if (part >= 0) {
			assert_true(part > 0);
			qrexec_stream_lend(&fake->stream, fake->bytes,
					(size_t)part);
		}
	}
	assert_int_equal(got, 1);
	assert_int_equal(qrexec_msg_parse(header, body, &msg, &err), 0);
	return msg;
}

void
rig_say_agent(struct fake *fake, const struct qrexec_msg *msg)
{
	uint8_t wire[8192];
	size_t size = qrexec_msg_size(msg);

	assert_true(size <= sizeof(wire));
	qrexec_msg_encode(msg, wire);
	assert_int_equal(send(fake->agent, wire, size, MSG_NOSIGNAL), size);
}

void
rig_attach(struct fake *fake)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair),
			0);
	fake->agent = pair[1];
	qrexec_stream_init(&fake->stream, QREXEC_LINK_FROM_ROUTER);
	peer_attach(fake->peer, pair[0]);
	rig_say_agent(fake,
			&(struct qrexec_msg){.type = QREXEC_HELLO, .version = 4});
	assert_int_equal(rig_hear_agent(fake).type, QREXEC_HELLO);
}

void
rig_detach(struct fake *fake)
{
	if (fake->agent >= 0) {
		fd_close(&fake->agent);
		qrexec_stream_finish(&fake->stream);
	}
}

void
rig_take_state(struct fixture *f, uint32_t id, enum zone_state state)
{
	static const char *const names[] = {"", "work", "personal", "vault"};
	struct zone_qube qube = {
			.id = id,
			.label = "red",
			.state = state,
			.class = "AppVM",
			.user = "user",
	};

	snprintf(qube.name, sizeof(qube.name), "%s", names[id]);
	router_take_qube(f->router, &qube);
}

static void
add_fake(struct fixture *f, uint32_t id, const char *name)
{
	struct fake *fake = xcalloc(1, sizeof(*fake));

	fake->base.ops = &fake_ops;
	fake->f = f;
	fake->agent = -1;
	fake->peer = router_add_peer(f->router, id, name, &fake->base);
	f->fakes[id] = fake;
	if (id == 0) {
		fake->peer->running = true;
	} else {
		rig_take_state(f, id,
				id == 3 ? ZONE_STATE_STOPPED
					: ZONE_STATE_RUNNING);
	}
	if (id != 3) {
		rig_attach(fake);
	}
}

static int
write_policy(struct fixture *f, const char *text)
{
	struct err err = {""};
	char path[128];

	snprintf(path, sizeof(path), "%s/policy.d/30-test.policy", f->dir);
	assert_int_equal(file_write_whole(path, text, strlen(text), 0600, &err),
			0);
	return policy_store_reload(f->store, &err);
}

void
rig_break_policy(struct fixture *f)
{
	assert_int_equal(write_policy(f, "* * what\n"), -1);
}

void
rig_keep_ready(struct fixture *f, uint32_t id)
{
	f->fakes[id]->base.ops = &slow_ops;
	ready_fill(f->fakes[id]->peer->ready);
	rig_turn(f);
}

static struct policy_store *
make_store(struct fixture *f, bool remembers)
{
	char *rules = xformat("%s/policy.d", f->dir);
	char *grants = xformat("%s/grants.d", f->dir);
	const struct policy_dir own = {.path = rules};
	struct policy_store *store = policy_store_create(
			&(struct policy_paths){.dirs = &own, .dir_count = 1},
			remembers ? grants : NULL, false);

	if (remembers) {
		policy_store_set_answers_dir(store, grants);
	}
	free(grants);
	free(rules);
	return store;
}

static struct fixture *
start(const char *policy, bool remembers)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	char path[128];

	wl_list_init(&f->waits);
	snprintf(f->dir, sizeof(f->dir), "/tmp/test-calls-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(path, sizeof(path), "%s/policy.d", f->dir);
	assert_int_equal(mkdir(path, 0700), 0);
	f->store = make_store(f, remembers);
	f->loop = wl_event_loop_create();
	f->router = router_create_bare(f->loop, f->dir, f->store);
	assert_int_equal(write_policy(f, policy), 0);
	add_fake(f, 0, PEER_LOCAL_NAME);
	add_fake(f, 1, "work");
	add_fake(f, 2, "personal");
	add_fake(f, 3, "vault");
	return f;
}

struct fixture *
rig_start(const char *policy)
{
	return start(policy, false);
}

struct fixture *
rig_start_remembering(const char *policy)
{
	return start(policy, true);
}

void
rig_set_grants(struct fixture *f, const char *text)
{
	char *dir = xformat("%s/grants.d", f->dir);
	char *path = xformat("%s/10-test.grant", dir);
	struct err err = {""};

	mkdir(dir, 0700);
	assert_int_equal(file_write_whole(path, text, strlen(text), 0600, &err),
			0);
	assert_int_equal(policy_store_reload(f->store, &err), 0);
	free(path);
	free(dir);
}

static int
remove_one(const char *path, const struct stat *stat, int flag, struct FTW *ftw)
{
	(void)stat, (void)flag, (void)ftw;
	return remove(path);
}

void
rig_stop(struct fixture *f)
{
	router_destroy(f->router);
	wl_event_loop_destroy(f->loop);
	for (int i = 0; i < 4; i++) {
		rig_detach(f->fakes[i]);
		free(f->fakes[i]);
	}
	assert_int_equal(nftw(f->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
	assert_true(wl_list_empty(&f->waits));
	free(f);
}

void
rig_call(struct fixture *f, uint32_t from, const char *target, const char *service)
{
	struct qrexec_msg msg = {
			.type = QREXEC_TRIGGER_SERVICE4,
			.trigger = {.ident = "SOCKET7",
					.service = service,
					.service_size = strlen(service) + 1},
	};

	snprintf(msg.trigger.target, sizeof(msg.trigger.target), "%s", target);
	rig_say_agent(f->fakes[from], &msg);
}

void
rig_expect_refused(struct fixture *f, uint32_t from)
{
	struct qrexec_msg msg = rig_hear_agent(f->fakes[from]);

	assert_int_equal(msg.type, QREXEC_SERVICE_REFUSED);
	assert_string_equal(msg.ident, "SOCKET7");
}

uint32_t
rig_expect_exec(struct fixture *f, uint32_t to, const char *command)
{
	struct qrexec_msg msg = rig_hear_agent(f->fakes[to]);

	assert_int_equal(msg.type, QREXEC_EXEC_CMDLINE);
	assert_string_equal(msg.exec.command, command);
	assert_int_equal(msg.exec.params.domain, 0);
	assert_true(msg.exec.params.port > 65535);
	return msg.exec.params.port;
}

uint32_t
rig_expect_connect(struct fixture *f, uint32_t from)
{
	struct qrexec_msg msg = rig_hear_agent(f->fakes[from]);

	assert_int_equal(msg.type, QREXEC_SERVICE_CONNECT);
	assert_string_equal(msg.connect.ident, "SOCKET7");
	assert_int_equal(msg.connect.params.domain, 0);
	return msg.connect.params.port;
}

static struct hop_wait *
find_wait(struct fixture *f, uint32_t of, uint32_t port)
{
	struct hop_wait *wait;

	wl_list_for_each(wait, &f->waits, link) {
		if (wait->fake == f->fakes[of] && wait->port == port) {
			return wait;
		}
	}
	return NULL;
}

int
rig_connect_stream(struct fixture *f, uint32_t of, uint32_t port)
{
	struct hop_wait *wait = find_wait(f, of, port);
	const struct hop_events *events;
	void *user;
	int pair[2];

	assert_non_null(wait);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair),
			0);
	events = wait->events;
	user = wait->user;
	fake_cancel(wait);
	events->connected(user, pair[0]);
	return pair[1];
}

void
rig_hear(struct fixture *f, int fd, const void *wanted, size_t len)
{
	int64_t end = loop_now_msec() + DEADLINE_MSEC;
	uint8_t got[256];
	size_t n = 0;

	while (n < len) {
		ssize_t part = recv(fd, got + n, len - n, MSG_DONTWAIT);

		assert_true(loop_now_msec() < end);
		assert_true(part > 0 || (part < 0 && errno == EAGAIN));
		n += part > 0 ? (size_t)part : 0;
		rig_turn(f);
	}
	assert_memory_equal(got, wanted, len);
}

void
rig_wait_no_calls(struct fixture *f)
{
	int64_t end = loop_now_msec() + DEADLINE_MSEC;

	while (!wl_list_empty(&f->router->calls)) {
		assert_true(loop_now_msec() < end);
		rig_turn(f);
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(f->fakes[i]->peer->as_source, 0);
		assert_int_equal(f->fakes[i]->peer->as_target, 0);
	}
}

struct ends
rig_run_call(struct fixture *f)
{
	struct ends ends;
	uint32_t service_port;

	rig_call(f, 1, "personal", "t.Cat+x");
	service_port = rig_expect_exec(f, 2, "user:QUBESRPC t.Cat+x work");
	ends.caller = rig_connect_stream(f, 1, rig_expect_connect(f, 1));
	ends.service = rig_connect_stream(f, 2, service_port);
	send(ends.caller, HELLO, HELLO_SIZE, 0);
	send(ends.service, HELLO, HELLO_SIZE, 0);
	rig_hear(f, ends.caller, HELLO, HELLO_SIZE);
	rig_hear(f, ends.service, HELLO, HELLO_SIZE);
	return ends;
}
