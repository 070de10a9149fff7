// SPDX-License-Identifier: MIT
#include "tests/lib/fake_zone.h"

#include <sys/socket.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/loop.h"
#include "common/sock.h"
#include "common/str.h"
#include "tests/check.h"

static void
reply(struct fake_zone *zone, const struct zone_msg *msg, int fd)
{
	uint8_t data[ZONE_MSG_SIZE_MAX];
	size_t len = zone_msg_encode(msg, data);

	assert_int_equal(sock_send(zone->conn, data, len, &fd, fd >= 0 ? 1 : 0),
			len);
}

static void
reply_status(struct fake_zone *zone, const struct zone_msg *request,
		enum zone_status status)
{
	const struct zone_msg msg = {
			.type = ZONE_REPLY,
			.serial = request->serial,
			.qube = request->qube,
			.reply = {.status = status},
	};

	reply(zone, &msg, -1);
}

static void
send_qube(struct fake_zone *zone)
{
	const struct zone_msg msg = {
			.type = ZONE_QUBE,
			.qube = zone->qube.id,
			.info = zone->qube,
	};

	reply(zone, &msg, -1);
}

static void
send_segment(struct fake_zone *zone)
{
	const struct zone_msg msg = {
			.type = ZONE_SEGMENT,
			.qube = zone->qube.id,
			.segment = {1, zone->segment_pages},
	};

	if (zone->segment_fd >= 0) {
		reply(zone, &msg, zone->segment_fd);
	}
}

static void
send_channel(struct fake_zone *zone, uint32_t serial)
{
	const struct zone_msg msg = {
			.type = ZONE_OPENED,
			.serial = serial,
			.qube = zone->qube.id,
	};
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX,
					 SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
					 0, fds),
			0);
	fd_close(&zone->channel);
	zone->channel = fds[0];
	reply(zone, &msg, fds[1]);
	close(fds[1]);
}

static void
handle_open(struct fake_zone *zone, const struct zone_msg *msg)
{
	assert_true(zone->n_opens < FAKE_ZONE_MAX_OPENS);
	zone->opened_msec[zone->n_opens++] = loop_now_msec();
	assert_int_equal(msg->qube, zone->qube.id);
	assert_int_equal(msg->port, 6000);
	if (zone->qube.state != ZONE_STATE_RUNNING) {
		reply_status(zone, msg, ZONE_STATUS_NOT_RUNNING);
	} else if (zone->answers_open) {
		send_channel(zone, msg->serial);
	} else {
		zone->open_serial = msg->serial;
	}
}

static void
handle(struct fake_zone *zone, const struct zone_msg *msg)
{
	const struct zone_msg welcome = {
			.type = ZONE_WELCOME,
			.serial = msg->serial,
			.version = ZONE_VERSION,
	};

	if (msg->type == ZONE_HELLO) {
		reply(zone, &welcome, -1);
	} else if (msg->type == ZONE_OPEN) {
		handle_open(zone, msg);
	} else if (msg->type == ZONE_SEGMENT_SEEN) {
		zone->n_seen++;
	} else if (msg->type == ZONE_SEGMENT_FREE) {
		zone->n_freed++;
	} else {
		if (msg->type == ZONE_LIST) {
			send_qube(zone);
		} else if (msg->type == ZONE_ARENA) {
			send_segment(zone);
		}
		reply_status(zone, msg, ZONE_STATUS_OK);
	}
}

void
fake_zone_pump(struct fake_zone *zone)
{
	uint8_t data[ZONE_MSG_SIZE_MAX];
	struct zone_msg msg;
	struct err err = {0};

	if (zone->listener >= 0 && zone->conn < 0) {
		zone->conn = sock_accept(zone->listener);
	}
	while (zone->conn >= 0) {
		size_t nfds = 0;
		ssize_t n = sock_recv(
				zone->conn, data, sizeof(data), NULL, &nfds);

		if (n < 0) {
			return;
		}
		if (n == 0) {
			fd_close(&zone->conn);
			return;
		}
		if (zone_msg_parse(data, (size_t)n, &msg, &err) < 0) {
			fail_msg("%s", err.text);
		}
		handle(zone, &msg);
	}
}

void
fake_zone_init(struct fake_zone *zone, const char *path)
{
	*zone = (struct fake_zone){
			.listener = -1,
			.conn = -1,
			.channel = -1,
			.segment_fd = -1,
			.answers_open = true,
			.qube = {.id = 3,
					.name = "work",
					.label = "red",
					.rgb = 0xcc0000,
					.state = ZONE_STATE_RUNNING,
					.class = "AppVM",
					.user = "user",
					.uuid = "00000000-0000-4000-8000-"
						"000000000003"},
	};
	str_copy(zone->path, sizeof(zone->path), path);
	fake_zone_start(zone);
}

void
fake_zone_finish(struct fake_zone *zone)
{
	fake_zone_stop(zone);
	fd_close(&zone->channel);
}

void
fake_zone_stop(struct fake_zone *zone)
{
	fd_close(&zone->conn);
	fd_close(&zone->listener);
	unlink(zone->path);
}

void
fake_zone_start(struct fake_zone *zone)
{
	struct err err = {0};

	zone->listener = sock_listen(zone->path, SOCK_SEQPACKET, 0600, &err);
	if (zone->listener < 0) {
		fail_msg("%s", err.text);
	}
}

void
fake_zone_tell_qube(struct fake_zone *zone)
{
	send_qube(zone);
}

void
fake_zone_tell_segment_gone(struct fake_zone *zone)
{
	const struct zone_msg msg = {
			.type = ZONE_SEGMENT_GONE,
			.qube = zone->qube.id,
			.segment = {1, 0},
	};

	zone->segment_fd = -1;
	reply(zone, &msg, -1);
}
