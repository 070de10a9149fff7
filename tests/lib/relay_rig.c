// SPDX-License-Identifier: MIT
#include "tests/lib/relay_rig.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/bytes.h"
#include "common/fd.h"
#include "common/loop.h"
#include "common/sock.h"
#include "tests/check.h"
#include "zones/vchan/vchan_unix.h"

#define NAME "vchan.7.0.512.sock"
#define USUAL_MSEC 5000

void
relay_rig_reset_end(struct relay_rig_end *end, int fd, enum qrexec_link link)
{
	if (end->fd > 0) {
		close(end->fd);
		qrexec_stream_finish(&end->stream);
	}
	end->fd = fd;
	end->closed = false;
	qrexec_stream_init(&end->stream, link);
	if (fd > 0) {
		fd_set_nonblock(fd, true);
	}
}

static void
handle_stream(void *user, uint32_t serial, int fd)
{
	struct relay_rig *f = user;

	f->serial = serial;
	f->streams++;
	relay_rig_reset_end(&f->router, fd, QREXEC_LINK_FROM_AGENT);
}

static void
handle_refused(void *user, uint32_t serial, const char *why)
{
	((struct relay_rig *)user)->refused = serial;
}

static const struct qrexec_relay_events events = {
		.stream = handle_stream,
		.refused = handle_refused,
};

int
relay_rig_setup(void **state)
{
	struct relay_rig *f = calloc(1, sizeof(*f));

	snprintf(f->path, sizeof(f->path), "/tmp/test-relay-XXXXXX");
	if (!mkdtemp(f->path)) {
		return -1;
	}
	f->listener = -1;
	f->dirfd = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	f->loop = wl_event_loop_create();
	f->relay = qrexec_relay_create(f->loop, f->dirfd, 7, "work", &events, f);
	*state = f;
	return f->relay ? 0 : -1;
}

int
relay_rig_teardown(void **state)
{
	struct relay_rig *f = *state;

	qrexec_relay_destroy(f->relay);
	wl_event_loop_destroy(f->loop);
	relay_rig_reset_end(&f->agent, -1, QREXEC_LINK_FROM_ROUTER);
	relay_rig_reset_end(&f->router, -1, QREXEC_LINK_FROM_AGENT);
	fd_close(&f->listener);
	unlinkat(f->dirfd, NAME, 0);
	close(f->dirfd);
	rmdir(f->path);
	free(f);
	return 0;
}

void
relay_rig_pump(struct relay_rig *f, int msec)
{
	int64_t end = loop_now_msec() + msec;

	do {
		wl_event_loop_dispatch(f->loop, msec > 0 ? 5 : 0);
	} while (loop_now_msec() < end);
}

/* A new agent listens, and is connected to. */
void
relay_rig_start_agent(struct relay_rig *f)
{
	const struct vchan_unix_address address = {7, 0, 512};
	int64_t end = loop_now_msec() + USUAL_MSEC;
	int fd = -1;

	fd_close(&f->listener);
	f->listener = vchan_unix_listen(f->dirfd, &address, NULL);
	assert_true(f->listener >= 0);
	while (fd < 0 && loop_now_msec() < end) {
		wl_event_loop_dispatch(f->loop, 5);
		fd = sock_accept(f->listener);
	}
	assert_true(fd >= 0);
	relay_rig_reset_end(&f->agent, fd, QREXEC_LINK_FROM_ROUTER);
}

void
relay_rig_stop_agent(struct relay_rig *f)
{
	relay_rig_reset_end(&f->agent, -1, QREXEC_LINK_FROM_ROUTER);
	fd_close(&f->listener);
}

/* Sends bytes, working the relay meanwhile; how many it took. */
size_t
relay_rig_send_bytes(struct relay_rig *f, struct relay_rig_end *end,
		const void *data, size_t len)
{
	int64_t until = loop_now_msec() + 300;
	size_t done = 0;

	while (done < len && loop_now_msec() < until) {
		ssize_t sent = send(end->fd, (const uint8_t *)data + done,
				len - done, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0 && errno != EAGAIN) {
			break;
		}
		done += sent > 0 ? (size_t)sent : 0;
		relay_rig_pump(f, 0);
	}
	return done;
}

size_t
relay_rig_send(struct relay_rig *f, struct relay_rig_end *end, uint32_t type,
		const void *body, size_t len)
{
	uint8_t wire[RELAY_RIG_BODY_SIZE];

	qrexec_header_encode(wire, type, len);
	memcpy(wire + QREXEC_HEADER_SIZE, body, len);
	return relay_rig_send_bytes(f, end, wire, QREXEC_HEADER_SIZE + len);
}

void
relay_rig_send_hello(struct relay_rig *f, struct relay_rig_end *end,
		uint32_t version)
{
	uint8_t body[4];

	bytes_put_u32(body, version);
	relay_rig_send(f, end, QREXEC_HELLO, body, sizeof(body));
}

/* A call of version 4 with this ident, size bytes of service. */
size_t
relay_rig_send_call(struct relay_rig *f, const char *ident, size_t size)
{
	uint8_t body[RELAY_RIG_BODY_SIZE] = {0};

	memcpy(body + 64, "target", 7);
	memcpy(body + 128, ident, strlen(ident));
	memset(body + 160, 's', size - 1);
	return relay_rig_send(f, &f->agent, QREXEC_TRIGGER_SERVICE4, body,
			160 + size);
}

/* Waits for a message. False if the other side has closed, or none came. */
bool
relay_rig_recv(struct relay_rig *f, struct relay_rig_end *end, int msec)
{
	int64_t until = loop_now_msec() + msec;
	const uint8_t *body;
	struct err err;
	ssize_t got;

	for (;;) {
		int whole = qrexec_stream_next(
				&end->stream, &end->header, &body, &err);

		assert_true(whole >= 0);
		if (whole > 0) {
			memcpy(end->body, body, end->header.len);
			return true;
		}
		got = recv(end->fd, end->room, sizeof(end->room), MSG_DONTWAIT);
		end->closed = got == 0 || (got < 0 && errno != EAGAIN);
		if (got > 0) {
			qrexec_stream_lend(&end->stream, end->room, (size_t)got);
		} else if (end->closed || loop_now_msec() >= until) {
			return false;
		}
		relay_rig_pump(f, 0);
	}
}

void
relay_rig_expect(struct relay_rig *f, struct relay_rig_end *end, uint32_t type)
{
	if (!relay_rig_recv(f, end, USUAL_MSEC)) {
		fail_msg("no message 0x%x: %s", (unsigned int)type,
				end->closed ? "closed" : "nothing");
	}
	assert_int_equal(end->header.type, type);
}

void
relay_rig_expect_hello(struct relay_rig *f, struct relay_rig_end *end,
		uint32_t version)
{
	relay_rig_expect(f, end, QREXEC_HELLO);
	assert_int_equal(bytes_get_u32(end->body), version);
}

void
relay_rig_expect_closed(struct relay_rig *f, struct relay_rig_end *end)
{
	assert_false(relay_rig_recv(f, end, USUAL_MSEC));
	assert_true(end->closed);
}
