// SPDX-License-Identifier: MIT
#include "protocols/zone/zone_msg.h"

#include <assert.h>
#include <string.h>

#include "common/bytes.h"
#include "common/str.h"
#include "protocols/zone/arena.h"
#include "protocols/zone/zone_text.h"

bool
zone_qube_is_equal(const struct zone_qube *a, const struct zone_qube *b)
{
	return a->id == b->id && strcmp(a->name, b->name) == 0 &&
			strcmp(a->label, b->label) == 0 && a->rgb == b->rgb &&
			a->state == b->state && a->flags == b->flags &&
			strcmp(a->text, b->text) == 0 &&
			strcmp(a->class, b->class) == 0 &&
			strcmp(a->user, b->user) == 0 &&
			strcmp(a->default_dispvm, b->default_dispvm) == 0 &&
			strcmp(a->uuid, b->uuid) == 0 &&
			strcmp(a->tags, b->tags) == 0;
}

bool
zone_msg_is_request(enum zone_type type)
{
	return type >= ZONE_HELLO && type <= ZONE_LISTEN;
}

bool
zone_msg_has_fd(enum zone_type type)
{
	return type == ZONE_OPENED || type == ZONE_SEGMENT;
}

static void
read_text(struct bytes_reader *r, char *out, size_t size)
{
	uint32_t len = bytes_read_u32(r);
	const uint8_t *text;

	if (len >= size) {
		r->bad = true;
		return;
	}
	text = bytes_read(r, len);
	if (!text || memchr(text, 0, len)) {
		r->bad = true;
		return;
	}
	memcpy(out, text, len);
	out[len] = '\0';
}

static void
read_name(struct bytes_reader *r, char out[ZONE_NAME_SIZE])
{
	read_text(r, out, ZONE_NAME_SIZE);
	if (!r->bad && !str_is_qube_name(out)) {
		r->bad = true;
	}
}

static bool
is_name_or_none(const char *text)
{
	return text[0] == '\0' || str_is_qube_name(text);
}

static uint32_t
read_up_to(struct bytes_reader *r, uint32_t max)
{
	uint32_t value = bytes_read_u32(r);

	if (value > max) {
		r->bad = true;
	}
	return value;
}

static void
read_segment(struct bytes_reader *r, struct zone_msg *msg, bool with_pages)
{
	msg->segment.number = bytes_read_u32(r);
	msg->segment.pages = bytes_read_u32(r);
	if (!arena_segment_is_valid(msg->segment.number) ||
			msg->segment.pages > ARENA_SEGMENT_PAGES_MAX ||
			(msg->segment.pages > 0) != with_pages) {
		r->bad = true;
	}
}

static void
read_info(struct bytes_reader *r, struct zone_msg *msg)
{
	msg->info.id = msg->qube;
	read_name(r, msg->info.name);
	read_name(r, msg->info.label);
	msg->info.rgb = read_up_to(r, 0xffffff);
	msg->info.state = (enum zone_state)read_up_to(r, ZONE_STATE_FAILED);
	msg->info.flags = bytes_read_u32(r);
	read_text(r, msg->info.text, sizeof(msg->info.text));
	read_name(r, msg->info.class);
	read_name(r, msg->info.user);
	read_text(r, msg->info.default_dispvm, sizeof(msg->info.default_dispvm));
	read_text(r, msg->info.uuid, sizeof(msg->info.uuid));
	read_text(r, msg->info.tags, sizeof(msg->info.tags));
	if (!r->bad &&
			(!is_name_or_none(msg->info.default_dispvm) ||
					!zone_text_is_uuid(msg->info.uuid) ||
					!zone_text_is_tags(msg->info.tags))) {
		r->bad = true;
	}
}

/* Messages about one qube name it; the others must not. */
static bool
is_qube_right(const struct zone_msg *msg)
{
	switch (msg->type) {
	case ZONE_OPEN:
	case ZONE_LISTEN:
	case ZONE_ARENA:
	case ZONE_SEGMENT_SEEN:
	case ZONE_SEGMENT_FREE:
	case ZONE_RUN:
	case ZONE_OPENED:
	case ZONE_SEGMENT:
	case ZONE_SEGMENT_GONE:
	case ZONE_QUBE:
	case ZONE_QUBE_GONE:
		return msg->qube > 0 && msg->qube <= ZONE_QUBE_ID_MAX;
	case ZONE_STOP:
	case ZONE_REPLY:
		return msg->qube <= ZONE_QUBE_ID_MAX;
	case ZONE_HELLO:
	case ZONE_LIST:
	case ZONE_CANCEL:
	case ZONE_START:
	case ZONE_SET:
	case ZONE_WELCOME:
		return msg->qube == 0;
	}
	return false;
}

/* False if the type is unknown. */
static bool
read_body(struct bytes_reader *r, struct zone_msg *msg)
{
	switch (msg->type) {
	case ZONE_HELLO:
	case ZONE_WELCOME:
		msg->version = bytes_read_u32(r);
		return true;
	case ZONE_LIST:
	case ZONE_CANCEL:
	case ZONE_ARENA:
	case ZONE_OPENED:
	case ZONE_QUBE_GONE:
		return true;
	case ZONE_OPEN:
	case ZONE_LISTEN:
		msg->port = read_up_to(r, ZONE_PORT_MAX);
		return true;
	case ZONE_SEGMENT:
		read_segment(r, msg, true);
		return true;
	case ZONE_SEGMENT_SEEN:
	case ZONE_SEGMENT_FREE:
	case ZONE_SEGMENT_GONE:
		read_segment(r, msg, false);
		return true;
	case ZONE_START:
		read_name(r, msg->name);
		return true;
	case ZONE_STOP:
		msg->how = (enum zone_stop)read_up_to(r, ZONE_STOP_KILL);
		return true;
	case ZONE_RUN:
		read_text(r, msg->command, sizeof(msg->command));
		r->bad |= !r->bad && msg->command[0] == '\0';
		return true;
	case ZONE_SET:
		read_text(r, msg->set.key, sizeof(msg->set.key));
		read_text(r, msg->set.value, sizeof(msg->set.value));
		return true;
	case ZONE_REPLY:
		msg->reply.status = (enum zone_status)read_up_to(
				r, ZONE_STATUS_FAILED);
		read_text(r, msg->reply.text, sizeof(msg->reply.text));
		return true;
	case ZONE_QUBE:
		read_info(r, msg);
		return true;
	}
	return false;
}

int
zone_msg_parse(const void *data, size_t len, struct zone_msg *msg, struct err *err)
{
	struct bytes_reader r = bytes_reader_init(data, len);

	msg->type = (enum zone_type)bytes_read_u32(&r);
	msg->serial = bytes_read_u32(&r);
	msg->qube = bytes_read_u32(&r);
	if (r.bad) {
		return err_set(err, "a message of %zu bytes has no header", len);
	}
	if (!read_body(&r, msg)) {
		return err_set(err, "unknown message type %u",
				(unsigned int)msg->type);
	}
	if (!bytes_reader_is_done(&r) || !is_qube_right(msg)) {
		return err_set(err, "message type %u of %zu bytes is malformed",
				(unsigned int)msg->type, len);
	}
	return 0;
}

static uint8_t *
put_text(uint8_t *p, const char *text)
{
	size_t len = strlen(text);

	p = bytes_put_u32(p, (uint32_t)len);
	memcpy(p, text, len);
	return p + len;
}

static uint8_t *
put_info(uint8_t *p, const struct zone_qube *info)
{
	p = put_text(p, info->name);
	p = put_text(p, info->label);
	p = bytes_put_u32(p, info->rgb);
	p = bytes_put_u32(p, (uint32_t)info->state);
	p = bytes_put_u32(p, info->flags);
	p = put_text(p, info->text);
	p = put_text(p, info->class);
	p = put_text(p, info->user);
	p = put_text(p, info->default_dispvm);
	p = put_text(p, info->uuid);
	return put_text(p, info->tags);
}

static uint8_t *
put_body(uint8_t *p, const struct zone_msg *msg)
{
	switch (msg->type) {
	case ZONE_HELLO:
	case ZONE_WELCOME:
		return bytes_put_u32(p, msg->version);
	case ZONE_LIST:
	case ZONE_CANCEL:
	case ZONE_ARENA:
	case ZONE_OPENED:
	case ZONE_QUBE_GONE:
		return p;
	case ZONE_OPEN:
	case ZONE_LISTEN:
		return bytes_put_u32(p, msg->port);
	case ZONE_SEGMENT:
	case ZONE_SEGMENT_SEEN:
	case ZONE_SEGMENT_FREE:
	case ZONE_SEGMENT_GONE:
		p = bytes_put_u32(p, msg->segment.number);
		return bytes_put_u32(p, msg->segment.pages);
	case ZONE_START:
		return put_text(p, msg->name);
	case ZONE_STOP:
		return bytes_put_u32(p, (uint32_t)msg->how);
	case ZONE_RUN:
		return put_text(p, msg->command);
	case ZONE_SET:
		p = put_text(p, msg->set.key);
		return put_text(p, msg->set.value);
	case ZONE_REPLY:
		p = bytes_put_u32(p, (uint32_t)msg->reply.status);
		return put_text(p, msg->reply.text);
	case ZONE_QUBE:
		return put_info(p, &msg->info);
	}
	return p;
}

size_t
zone_msg_encode(const struct zone_msg *msg, uint8_t out[ZONE_MSG_SIZE_MAX])
{
	uint8_t *p = out;

	p = bytes_put_u32(p, (uint32_t)msg->type);
	p = bytes_put_u32(p, msg->serial);
	p = bytes_put_u32(p, msg->qube);
	p = put_body(p, msg);
	assert(p <= out + ZONE_MSG_SIZE_MAX);
	return (size_t)(p - out);
}
