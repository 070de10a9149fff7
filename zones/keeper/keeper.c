// SPDX-License-Identifier: MIT
#include "zones/keeper/keeper.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/file.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/packet_conn.h"
#include "common/sock.h"
#include "common/str.h"
#include "protocols/qubesdb/qubesdb_msg.h"
#include "zones/control/keeper_msg.h"
#include "zones/drivers/driver.h"
#include "zones/keeper/arena_server.h"
#include "zones/keeper/qrexec_relay.h"
#include "zones/keeper/run_dir.h"
#include "zones/keeper/segments.h"
#include "zones/vchan/vchan_unix.h"

#define QUEUE_MAX 256
#define ORDER_TIMEOUT_MSEC 10000 // for an order to come, at the beginning
#define LINGER_MSEC 10000 // for a service to come and note the end
#define POLITE_MSEC 5000 // between asking programs to end and ending them

struct keeper {
	struct wl_event_loop *loop; // borrowed
	struct keeper_options options;
	struct wl_event_source *source; // owned, of options.listener
	struct packet_conn *service; // owned, may be NULL
	struct wl_event_source *timer; // owned: order, kill or linger
	struct run_dir run_dir;
	struct arena_server *arena; // owned, may be NULL
	int qubesdb; // owned listener, -1 before the start
	struct qrexec_relay *qrexec; // owned, may be NULL
	void *sandbox; // owned, may be NULL
	struct keeper_msg state; // KEEPER_STATE, as sent
	bool ordered; // START has come
	bool stopping; // politely
	bool done;
};

static void
send_msg(struct keeper *keeper, const struct keeper_msg *msg, int fd)
{
	uint8_t *wire;
	size_t len;

	if (!keeper->service) {
		return;
	}
	wire = xcalloc(1, KEEPER_MSG_SIZE_MAX);
	len = keeper_msg_encode(msg, wire);
	packet_conn_send(keeper->service, wire, len, fd);
	free(wire);
}

static void
send_fd(struct keeper *keeper, enum keeper_type type, int fd)
{
	const struct keeper_msg msg = {.type = type};

	if (fd >= 0) {
		send_msg(keeper, &msg, fd);
	}
}

static void
set_state(struct keeper *keeper, enum zone_state state, const char *text)
{
	keeper->state.state.state = state;
	keeper->state.state.ended = state == ZONE_STATE_STOPPED ||
			state == ZONE_STATE_FAILED;
	str_copy(keeper->state.state.text, sizeof(keeper->state.state.text),
			text);
	send_msg(keeper, &keeper->state, -1);
}

/* Everything has ended: a service has to hear of it, then we may go. */
static void
finish_qube(struct keeper *keeper, const char *text)
{
	const char *name = keeper->state.state.who.name;

	if (text[0] != '\0') {
		log_warn("%s has failed: %s", name, text);
	} else {
		log_info("%s has stopped", name);
	}
	set_state(keeper, text[0] ? ZONE_STATE_FAILED : ZONE_STATE_STOPPED, text);
	wl_event_source_timer_update(keeper->timer, LINGER_MSEC);
}

static void
handle_started(void *user)
{
	struct keeper *keeper = user;

	log_info("%s is running", keeper->state.state.who.name);
	set_state(keeper, ZONE_STATE_RUNNING, "");
}

static void
handle_ran(void *user, uint32_t serial, const char *text)
{
	struct keeper_msg msg = {.type = KEEPER_RAN, .serial = serial};

	str_copy(msg.text, sizeof(msg.text), text);
	send_msg(user, &msg, -1);
}

static void
handle_ended(void *user, const char *text)
{
	struct keeper *keeper = user;

	keeper->options.driver->destroy(keeper->sandbox);
	keeper->sandbox = NULL;
	qrexec_relay_destroy(keeper->qrexec);
	keeper->qrexec = NULL;
	finish_qube(keeper, text);
}

static const struct driver_events driver_events = {
		.started = handle_started,
		.ran = handle_ran,
		.ended = handle_ended,
};

static void
handle_offered(void *user, const struct segment *segment)
{
	const struct keeper_msg msg = {
			.type = KEEPER_SEGMENT,
			.segment = {segment->number, segment->pages},
	};
	FD_SCOPED int fd = segment_open_readonly(segment);

	if (fd < 0) {
		log_warn_errno("cannot open segment %u to read", segment->number);
		return;
	}
	send_msg(user, &msg, fd);
}

static void
handle_gone(void *user, uint32_t number)
{
	const struct keeper_msg msg = {
			.type = KEEPER_SEGMENT_GONE,
			.segment = {.number = number},
	};

	send_msg(user, &msg, -1);
}

static const struct arena_server_events arena_events = {
		.offered = handle_offered,
		.gone = handle_gone,
};

static void
handle_stream(void *user, uint32_t serial, int fd)
{
	const struct keeper_msg msg = {
			.type = KEEPER_QREXEC_STREAM, .serial = serial};

	send_msg(user, &msg, fd);
	fd_close(&fd);
}

static const struct qrexec_relay_events qrexec_events = {
		.stream = handle_stream,
		.refused = handle_ran,
};

static int
start_driver(struct keeper *keeper, const struct keeper_order *order,
		struct err *err)
{
	const struct driver_request request = {
			.name = order->who.name,
			.id = order->who.id,
			.block = order->who.block,
			.commands = (const char *const *)order->commands,
			.ncommands = order->ncommands,
			.run_dir = keeper->run_dir.path,
			.vchan_dir = keeper->run_dir.vchan_path,
			.private_dir = order->private_dir,
			.template_root = order->template_root,
			.programs_dir = order->programs_dir[0] ? order->programs_dir
							       : NULL,
			.agent = order->agent[0] ? order->agent : NULL,
			.qrexec_agent = order->qrexec_agent[0] ? order->qrexec_agent
							       : NULL,
			.memory = order->memory,
			.processes = order->processes,
			.network = order->network,
	};

	keeper->sandbox = keeper->options.driver->start(
			keeper->loop, &request, &driver_events, keeper, err);
	return keeper->sandbox ? 0 : -1;
}

static int
start_qube(struct keeper *keeper, const struct keeper_order *order,
		struct err *err)
{
	const struct vchan_unix_address qubesdb = {
			0, order->who.id, QUBESDB_PORT};

	if (file_make_dirs(order->private_dir, 0700, err) < 0 ||
			run_dir_init(&keeper->run_dir, keeper->options.dir,
					err) < 0) {
		return -1;
	}
	keeper->arena = arena_server_create(keeper->loop,
			keeper->run_dir.arena_path, order->arena_pages,
			&arena_events, keeper, err);
	if (!keeper->arena) {
		return -1;
	}
	keeper->qubesdb = vchan_unix_listen(
			keeper->run_dir.vchan_fd, &qubesdb, err);
	if (keeper->qubesdb < 0) {
		return -1;
	}
	keeper->qrexec = qrexec_relay_create(keeper->loop,
			keeper->run_dir.vchan_fd, order->who.id,
			order->who.name, &qrexec_events, keeper);
	if (!keeper->qrexec) {
		return err_set_errno(err, "cannot relay calls");
	}
	return start_driver(keeper, order, err);
}

static void
take_order(struct keeper *keeper, const struct keeper_order *order)
{
	struct err err = {0};

	if (keeper->ordered) {
		return;
	}
	keeper->ordered = true;
	wl_event_source_timer_update(keeper->timer, 0);
	keeper->state.state.who = order->who;
	set_state(keeper, ZONE_STATE_STARTING, "");
	if (start_qube(keeper, order, &err) < 0) {
		finish_qube(keeper, err.text);
		return;
	}
	send_fd(keeper, KEEPER_VCHAN, keeper->run_dir.vchan_fd);
	send_fd(keeper, KEEPER_QUBESDB, keeper->qubesdb);
}

static void
run_command(struct keeper *keeper, const struct keeper_msg *msg)
{
	struct err err = {.text = "the qube does not run"};

	if (keeper->state.state.state != ZONE_STATE_RUNNING ||
			keeper->options.driver->run(keeper->sandbox,
					msg->serial, msg->command, &err) < 0) {
		handle_ran(keeper, msg->serial, err.text);
	}
}

static void
ask_qrexec(struct keeper *keeper, uint32_t serial)
{
	if (keeper->qrexec) {
		qrexec_relay_ask(keeper->qrexec, serial);
	} else {
		handle_ran(keeper, serial, "the qube does not run");
	}
}

/* What it asked for is asked for again by the next one. */
static void
drop_service(struct keeper *keeper)
{
	packet_conn_destroy(keeper->service);
	keeper->service = NULL;
	if (keeper->qrexec) {
		qrexec_relay_forget(keeper->qrexec);
	}
}

static void
stop_qube(struct keeper *keeper, enum zone_stop how)
{
	bool kill = how == ZONE_STOP_KILL;

	if (!keeper->sandbox) {
		keeper->done |= !keeper->ordered;
		return;
	}
	keeper->options.driver->stop(keeper->sandbox, kill);
	if (!keeper->stopping && !kill) {
		keeper->stopping = true;
		wl_event_source_timer_update(keeper->timer, POLITE_MSEC);
	}
}

static void
handle_request(struct keeper *keeper, const struct keeper_msg *msg)
{
	switch (msg->type) {
	case KEEPER_START:
		take_order(keeper, &msg->order);
		break;
	case KEEPER_RUN:
		run_command(keeper, msg);
		break;
	case KEEPER_STOP:
		stop_qube(keeper, msg->how);
		break;
	case KEEPER_SEGMENT_READY:
		if (keeper->arena) {
			arena_server_ready(keeper->arena, msg->segment.number);
		}
		break;
	case KEEPER_SEGMENT_FREE:
		if (keeper->arena) {
			arena_server_free(keeper->arena, msg->segment.number);
		}
		break;
	case KEEPER_QREXEC:
		ask_qrexec(keeper, msg->serial);
		break;
	case KEEPER_BYE:
		keeper->done = keeper->state.state.ended && keeper->ordered;
		break;
	case KEEPER_STATE:
	case KEEPER_VCHAN:
	case KEEPER_QUBESDB:
	case KEEPER_SEGMENT:
	case KEEPER_SEGMENT_GONE:
	case KEEPER_RAN:
	case KEEPER_QREXEC_STREAM:
	case KEEPER_SYNCED:
		log_warn("ignoring message type %d of the service",
				(int)msg->type);
		break;
	}
}

static void
handle_message(void *user, const uint8_t *data, size_t len, int *fd)
{
	struct keeper *keeper = user;
	struct keeper_msg *msg = xcalloc(1, sizeof(*msg));
	struct err err;

	if (keeper_msg_parse(data, len, msg, &err) < 0) {
		log_warn("closing the service's connection: %s", err.text);
		drop_service(keeper);
	} else {
		handle_request(keeper, msg);
		if (msg->type == KEEPER_START) {
			keeper_order_finish(&msg->order);
		}
	}
	free(msg);
}

static void
handle_closed(void *user, const char *why)
{
	drop_service(user);
}

static const struct packet_conn_events service_events = {
		.message = handle_message,
		.closed = handle_closed,
};

/* What a service has to know of us from the start. */
static void
introduce(struct keeper *keeper)
{
	const struct keeper_msg synced = {.type = KEEPER_SYNCED};

	send_msg(keeper, &keeper->state, -1);
	if (keeper->ordered && !keeper->state.state.ended) {
		send_fd(keeper, KEEPER_VCHAN, keeper->run_dir.vchan_fd);
		send_fd(keeper, KEEPER_QUBESDB, keeper->qubesdb);
		arena_server_offer_all(keeper->arena);
	}
	send_msg(keeper, &synced, -1);
}

/* The newest service is the living one. */
static int
handle_listener(int fd, uint32_t mask, void *data)
{
	const struct packet_conn_limits limits = {
			.size_max = KEEPER_MSG_SIZE_MAX,
			.queue_max = QUEUE_MAX,
	};
	struct keeper *keeper = data;
	int conn = sock_accept(fd);

	if (conn < 0) {
		return 0;
	}
	drop_service(keeper);
	keeper->service = packet_conn_create(
			keeper->loop, conn, &limits, &service_events, keeper);
	if (!keeper->service) {
		log_warn_errno("cannot serve the zone service");
		return 0;
	}
	introduce(keeper);
	return 0;
}

static int
handle_timer(void *data)
{
	struct keeper *keeper = data;

	if (keeper->sandbox) {
		log_info("%s does not end by itself, killing it",
				keeper->state.state.who.name);
		keeper->options.driver->stop(keeper->sandbox, true);
		return 0;
	}
	keeper->done = true; // no order came, or nobody to hear of the end
	return 0;
}

struct keeper *
keeper_create(struct wl_event_loop *loop, const struct keeper_options *options,
		struct err *err)
{
	struct keeper *keeper = xcalloc(1, sizeof(*keeper));

	*keeper = (struct keeper){
			.loop = loop,
			.options = *options,
			.run_dir = {.vchan_fd = -1},
			.qubesdb = -1,
			.state = {.type = KEEPER_STATE},
	};
	keeper->state.state.pid = (uint32_t)getpid();
	keeper->state.state.ended = true;
	keeper->timer = wl_event_loop_add_timer(loop, handle_timer, keeper);
	keeper->source = wl_event_loop_add_fd(loop, options->listener,
			WL_EVENT_READABLE, handle_listener, keeper);
	if (!keeper->timer || !keeper->source) {
		err_set_errno(err, "cannot watch the control socket");
		keeper_destroy(keeper);
		return NULL;
	}
	wl_event_source_timer_update(keeper->timer, ORDER_TIMEOUT_MSEC);
	return keeper;
}

void
keeper_destroy(struct keeper *keeper)
{
	if (!keeper) {
		return;
	}
	if (keeper->sandbox) {
		keeper->options.driver->destroy(keeper->sandbox);
	}
	qrexec_relay_destroy(keeper->qrexec);
	arena_server_destroy(keeper->arena);
	packet_conn_destroy(keeper->service);
	if (keeper->timer) {
		wl_event_source_remove(keeper->timer);
	}
	if (keeper->source) {
		wl_event_source_remove(keeper->source);
	}
	fd_close(&keeper->qubesdb);
	fd_close(&keeper->options.listener);
	run_dir_finish(&keeper->run_dir);
	free(keeper);
}

void
keeper_run(struct keeper *keeper)
{
	while (!keeper->done) {
		wl_event_loop_dispatch(keeper->loop, -1);
	}
}

void
keeper_stop(struct keeper *keeper)
{
	stop_qube(keeper, ZONE_STOP_POLITE);
}
