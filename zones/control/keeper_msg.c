// SPDX-License-Identifier: MIT
#include "zones/control/keeper_msg.h"

#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "common/mem.h"

/* Where an encoder is; stays bad once something did not fit. */
struct writer {
	uint8_t *at;
	size_t left;
	bool bad;
};

void
keeper_order_finish(struct keeper_order *order)
{
	free(order->private_dir);
	free(order->template_root);
	free(order->programs_dir);
	free(order->agent);
	free(order->qrexec_agent);
	for (size_t i = 0; i < order->ncommands; i++) {
		free(order->commands[i]);
	}
	*order = (struct keeper_order){0};
}

bool
keeper_msg_has_fd(enum keeper_type type)
{
	return type == KEEPER_VCHAN || type == KEEPER_QUBESDB ||
			type == KEEPER_SEGMENT || type == KEEPER_QREXEC_STREAM;
}

static const uint8_t *
read_bytes(struct bytes_reader *r, size_t size, uint32_t *len)
{
	const uint8_t *text;

	*len = bytes_read_u32(r);
	if (*len >= size) {
		r->bad = true;
		return NULL;
	}
	text = bytes_read(r, *len);
	if (text && memchr(text, 0, *len)) {
		r->bad = true;
		return NULL;
	}
	return text;
}

static void
read_text(struct bytes_reader *r, char *out, size_t size)
{
	uint32_t len;
	const uint8_t *text = read_bytes(r, size, &len);

	out[0] = '\0';
	if (text) {
		memcpy(out, text, len);
		out[len] = '\0';
	}
}

/* Never NULL. */
static char *
read_copy(struct bytes_reader *r, size_t size)
{
	uint32_t len;
	const uint8_t *text = read_bytes(r, size, &len);
	char *copy = xcalloc(1, text ? (size_t)len + 1 : 1);

	if (text) {
		memcpy(copy, text, len);
	}
	return copy;
}

static void
read_identity(struct bytes_reader *r, struct keeper_identity *who)
{
	who->id = bytes_read_u32(r);
	who->block = bytes_read_u32(r);
	who->rgb = bytes_read_u32(r);
	who->flags = bytes_read_u32(r);
	read_text(r, who->name, sizeof(who->name));
	read_text(r, who->label, sizeof(who->label));
}

static void
read_order(struct bytes_reader *r, struct keeper_order *order)
{
	uint32_t ncommands;

	*order = (struct keeper_order){0};
	read_identity(r, &order->who);
	order->network = bytes_read_u32(r) != 0;
	order->processes = bytes_read_u32(r);
	order->memory = bytes_read_u64(r);
	order->arena_pages = bytes_read_u32(r);
	order->private_dir = read_copy(r, KEEPER_PATH_SIZE);
	order->template_root = read_copy(r, KEEPER_PATH_SIZE);
	order->programs_dir = read_copy(r, KEEPER_PATH_SIZE);
	order->agent = read_copy(r, KEEPER_PATH_SIZE);
	order->qrexec_agent = read_copy(r, KEEPER_PATH_SIZE);
	ncommands = bytes_read_u32(r);
	if (ncommands > KEEPER_COMMANDS_MAX) {
		r->bad = true;
		return;
	}
	while (order->ncommands < ncommands) {
		order->commands[order->ncommands++] =
				read_copy(r, ZONE_COMMAND_SIZE);
	}
}

static void
read_state(struct bytes_reader *r, struct keeper_msg *msg)
{
	uint32_t state;

	read_identity(r, &msg->state.who);
	state = bytes_read_u32(r);
	if (state > ZONE_STATE_FAILED) {
		r->bad = true;
	}
	msg->state.state = (enum zone_state)state;
	msg->state.ended = bytes_read_u32(r) != 0;
	msg->state.pid = bytes_read_u32(r);
	read_text(r, msg->state.text, sizeof(msg->state.text));
}

static void
read_how(struct bytes_reader *r, struct keeper_msg *msg)
{
	uint32_t how = bytes_read_u32(r);

	msg->how = how == ZONE_STOP_KILL ? ZONE_STOP_KILL : ZONE_STOP_POLITE;
	if (how > ZONE_STOP_KILL) {
		r->bad = true;
	}
}

/* False if the type is unknown. */
static bool
read_body(struct bytes_reader *r, struct keeper_msg *msg)
{
	switch (msg->type) {
	case KEEPER_START:
		read_order(r, &msg->order);
		return true;
	case KEEPER_RUN:
		read_text(r, msg->command, sizeof(msg->command));
		return true;
	case KEEPER_STOP:
		read_how(r, msg);
		return true;
	case KEEPER_SEGMENT_READY:
	case KEEPER_SEGMENT_FREE:
	case KEEPER_SEGMENT:
	case KEEPER_SEGMENT_GONE:
		msg->segment.number = bytes_read_u32(r);
		msg->segment.pages = bytes_read_u32(r);
		return true;
	case KEEPER_STATE:
		read_state(r, msg);
		return true;
	case KEEPER_RAN:
		read_text(r, msg->text, sizeof(msg->text));
		return true;
	case KEEPER_BYE:
	case KEEPER_QREXEC:
	case KEEPER_VCHAN:
	case KEEPER_QUBESDB:
	case KEEPER_QREXEC_STREAM:
	case KEEPER_SYNCED:
		return true;
	}
	return false;
}

int
keeper_msg_parse(const void *data, size_t len, struct keeper_msg *msg,
		struct err *err)
{
	struct bytes_reader r = bytes_reader_init(data, len);

	msg->type = (enum keeper_type)bytes_read_u32(&r);
	msg->serial = bytes_read_u32(&r);
	if (r.bad || !read_body(&r, msg)) {
		return err_set(err, "unknown message type %u",
				(unsigned int)msg->type);
	}
	if (!bytes_reader_is_done(&r)) {
		if (msg->type == KEEPER_START) {
			keeper_order_finish(&msg->order);
		}
		return err_set(err, "message type %u of %zu bytes is malformed",
				(unsigned int)msg->type, len);
	}
	return 0;
}

static void
put_u32(struct writer *w, uint32_t value)
{
	if (w->left < 4) {
		w->bad = true;
		return;
	}
	w->at = bytes_put_u32(w->at, value);
	w->left -= 4;
}

static void
put_text(struct writer *w, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	put_u32(w, (uint32_t)len);
	if (w->bad || len > w->left) {
		w->bad = true;
		return;
	}
	memcpy(w->at, text ? text : "", len);
	w->at += len;
	w->left -= len;
}

static void
put_identity(struct writer *w, const struct keeper_identity *who)
{
	put_u32(w, who->id);
	put_u32(w, who->block);
	put_u32(w, who->rgb);
	put_u32(w, who->flags);
	put_text(w, who->name);
	put_text(w, who->label);
}

static void
put_order(struct writer *w, const struct keeper_order *order)
{
	put_identity(w, &order->who);
	put_u32(w, order->network);
	put_u32(w, order->processes);
	put_u32(w, (uint32_t)order->memory);
	put_u32(w, (uint32_t)(order->memory >> 32));
	put_u32(w, order->arena_pages);
	put_text(w, order->private_dir);
	put_text(w, order->template_root);
	put_text(w, order->programs_dir);
	put_text(w, order->agent);
	put_text(w, order->qrexec_agent);
	put_u32(w, (uint32_t)order->ncommands);
	for (size_t i = 0; i < order->ncommands; i++) {
		put_text(w, order->commands[i]);
	}
}

static void
put_state(struct writer *w, const struct keeper_msg *msg)
{
	put_identity(w, &msg->state.who);
	put_u32(w, (uint32_t)msg->state.state);
	put_u32(w, msg->state.ended);
	put_u32(w, msg->state.pid);
	put_text(w, msg->state.text);
}

static void
put_body(struct writer *w, const struct keeper_msg *msg)
{
	switch (msg->type) {
	case KEEPER_START:
		put_order(w, &msg->order);
		break;
	case KEEPER_RUN:
		put_text(w, msg->command);
		break;
	case KEEPER_STOP:
		put_u32(w, (uint32_t)msg->how);
		break;
	case KEEPER_SEGMENT_READY:
	case KEEPER_SEGMENT_FREE:
	case KEEPER_SEGMENT:
	case KEEPER_SEGMENT_GONE:
		put_u32(w, msg->segment.number);
		put_u32(w, msg->segment.pages);
		break;
	case KEEPER_STATE:
		put_state(w, msg);
		break;
	case KEEPER_RAN:
		put_text(w, msg->text);
		break;
	case KEEPER_BYE:
	case KEEPER_QREXEC:
	case KEEPER_VCHAN:
	case KEEPER_QUBESDB:
	case KEEPER_QREXEC_STREAM:
	case KEEPER_SYNCED:
		break;
	}
}

size_t
keeper_msg_encode(const struct keeper_msg *msg, uint8_t *out)
{
	struct writer w = {.at = out, .left = KEEPER_MSG_SIZE_MAX};

	put_u32(&w, (uint32_t)msg->type);
	put_u32(&w, msg->serial);
	put_body(&w, msg);
	return w.bad ? 0 : (size_t)(w.at - out);
}
