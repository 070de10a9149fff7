// SPDX-License-Identifier: MIT
#include "protocols/qubesdb/qubesdb_replica.h"

#include <string.h>

#include "protocols/qubesdb/qubesdb_msg.h"

#define OUT_MAX (16 * 1024) // answers that the other end has not read yet

void
qubesdb_replica_init(struct qubesdb_replica *replica,
		const struct qubesdb_replica_events *events, void *user)
{
	*replica = (struct qubesdb_replica){.events = events, .user = user};
	buf_init(&replica->in, QUBESDB_MSG_MAX);
	buf_init(&replica->out, OUT_MAX);
	qubesdb_msg_append(&replica->out, QUBESDB_MULTIREAD, "", NULL, 0);
}

void
qubesdb_replica_finish(struct qubesdb_replica *replica)
{
	buf_finish(&replica->in);
	buf_finish(&replica->out);
}

static void
report_value(struct qubesdb_replica *replica, const struct qubesdb_msg *msg)
{
	char value[QUBESDB_DATA_MAX + 1];

	memcpy(value, msg->data, msg->len);
	value[msg->len] = '\0';
	if (replica->events->changed) {
		replica->events->changed(
				replica->user, msg->path, value, msg->len);
	}
}

static int
answer(struct qubesdb_replica *replica, const char *path, struct err *err)
{
	if (!qubesdb_msg_append(&replica->out, QUBESDB_OK, path, NULL, 0)) {
		return err_set(err, "the other end does not read");
	}
	return 0;
}

static int
handle_entry(struct qubesdb_replica *replica, const struct qubesdb_msg *msg,
		struct err *err)
{
	if (replica->synced) {
		return err_set(err, "an entry that was not asked for");
	}
	if (msg->path[0] != '\0') {
		report_value(replica, msg);
		return 0;
	}
	replica->synced = true;
	if (replica->events->synced) {
		replica->events->synced(replica->user);
	}
	return 0;
}

static int
handle_msg(struct qubesdb_replica *replica, const struct qubesdb_msg *msg,
		struct err *err)
{
	switch (msg->type) {
	case QUBESDB_ENTRY:
		return handle_entry(replica, msg, err);
	case QUBESDB_WRITE:
		report_value(replica, msg);
		return answer(replica, msg->path, err);
	case QUBESDB_RM:
		if (replica->events->removed) {
			replica->events->removed(replica->user, msg->path);
		}
		return answer(replica, msg->path, err);
	case QUBESDB_OK:
	case QUBESDB_ERROR:
		return 0;
	case QUBESDB_MULTIREAD:
		return err_set(err, "a question from the wrong side");
	}
	return err_set(err, "message type %d", (int)msg->type);
}

/* Handles the whole messages in the buffer. */
static int
drain(struct qubesdb_replica *replica, struct err *err)
{
	struct qubesdb_msg msg;
	int used;

	for (;;) {
		used = qubesdb_msg_parse(buf_peek(&replica->in),
				replica->in.len, &msg, err);
		if (used <= 0) {
			return used;
		}
		if (handle_msg(replica, &msg, err) < 0) {
			return -1;
		}
		buf_consume(&replica->in, (size_t)used);
	}
}

int
qubesdb_replica_feed(struct qubesdb_replica *replica, const void *data,
		size_t len, struct err *err)
{
	const uint8_t *at = data;

	while (len > 0) {
		size_t room = QUBESDB_MSG_MAX - replica->in.len;
		size_t part = len < room ? len : room;

		if (!buf_append(&replica->in, at, part)) {
			return err_set(err, "out of memory");
		}
		at += part;
		len -= part;
		if (drain(replica, err) < 0) {
			return -1;
		}
	}
	return 0;
}
