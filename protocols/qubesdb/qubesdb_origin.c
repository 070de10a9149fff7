// SPDX-License-Identifier: MIT
#include "protocols/qubesdb/qubesdb_origin.h"

#include <assert.h>
#include <string.h>

#include "protocols/qubesdb/qubesdb_msg.h"
#include "protocols/qubesdb/qubesdb_table.h"

#define OUT_MAX (QUBESDB_TABLE_MAX * QUBESDB_MSG_MAX * 2)

void
qubesdb_origin_init(struct qubesdb_origin *origin,
		const struct qubesdb_table *table)
{
	*origin = (struct qubesdb_origin){.table = table};
	buf_init(&origin->in, QUBESDB_MSG_MAX);
	buf_init(&origin->out, OUT_MAX);
}

void
qubesdb_origin_finish(struct qubesdb_origin *origin)
{
	buf_finish(&origin->in);
	buf_finish(&origin->out);
}

static int
send_msg(struct qubesdb_origin *origin, enum qubesdb_type type,
		const char *path, const char *value, struct err *err)
{
	if (!qubesdb_msg_append(&origin->out, type, path, value, strlen(value))) {
		return err_set(err, "the qube does not read");
	}
	return 0;
}

/* From the last entry to the first: the other end then inserts each new one
 * at the front of its sorted list. */
static int
send_table(struct qubesdb_origin *origin, const char *prefix, struct err *err)
{
	const struct qubesdb_table *table = origin->table;

	if (origin->synced) {
		return err_set(err, "a second question for everything");
	}
	for (size_t i = table->count; i > 0; i--) {
		const char *path = table->entries[i - 1].path;

		if (strncmp(path, prefix, strlen(prefix)) != 0) {
			continue;
		}
		if (send_msg(origin, QUBESDB_ENTRY, path,
				    table->entries[i - 1].value, err) < 0) {
			return -1;
		}
	}
	origin->synced = true;
	return send_msg(origin, QUBESDB_ENTRY, "", "", err);
}

static int
handle_msg(struct qubesdb_origin *origin, const struct qubesdb_msg *msg,
		struct err *err)
{
	switch (msg->type) {
	case QUBESDB_MULTIREAD:
		return send_table(origin, msg->path, err);
	case QUBESDB_WRITE:
	case QUBESDB_RM:
		return send_msg(origin, QUBESDB_ERROR, msg->path, "", err);
	case QUBESDB_OK:
	case QUBESDB_ERROR:
		return 0;
	case QUBESDB_ENTRY:
		return err_set(err, "an entry that was not asked for");
	}
	return err_set(err, "message type %d", (int)msg->type);
}

static int
drain(struct qubesdb_origin *origin, struct err *err)
{
	struct qubesdb_msg msg;
	int used;

	for (;;) {
		used = qubesdb_msg_parse(buf_peek(&origin->in), origin->in.len,
				&msg, err);
		if (used <= 0) {
			return used;
		}
		if (handle_msg(origin, &msg, err) < 0) {
			return -1;
		}
		buf_consume(&origin->in, (size_t)used);
	}
}

int
qubesdb_origin_feed(struct qubesdb_origin *origin, const void *data, size_t len,
		struct err *err)
{
	const uint8_t *at = data;

	while (len > 0) {
		size_t room = QUBESDB_MSG_MAX - origin->in.len;
		size_t part = len < room ? len : room;

		if (!buf_append(&origin->in, at, part)) {
			return err_set(err, "out of memory");
		}
		at += part;
		len -= part;
		if (drain(origin, err) < 0) {
			return -1;
		}
	}
	return 0;
}

int
qubesdb_origin_changed(struct qubesdb_origin *origin, const char *path,
		struct err *err)
{
	const char *value = qubesdb_table_get(origin->table, path);

	assert(value);
	if (!origin->synced) {
		return 0;
	}
	return send_msg(origin, QUBESDB_WRITE, path, value, err);
}
