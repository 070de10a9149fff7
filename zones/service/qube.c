// SPDX-License-Identifier: MIT
#include "zones/service/qube.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"
#include "zones/control/keeper_msg.h"
#include "zones/service/client.h"
#include "zones/service/keeper_link.h"
#include "zones/service/qube_entries.h"
#include "zones/service/qubesdb_server.h"
#include "zones/service/request.h"
#include "zones/service/service.h"
#include "zones/vchan/vchan_opener.h"

#define KEPT_FLAGS ((uint32_t)ZONE_QUBE_FULLSCREEN)
#define KILL_MSEC 5000 // after which a keeper that was told to kill is killed

static void
handle_offer(void *user, struct client *client, uint32_t number, uint32_t pages,
		int fd)
{
	const struct qube *qube = user;
	const struct zone_msg msg = {
			.type = ZONE_SEGMENT,
			.qube = qube->info.id,
			.segment = {number, pages},
	};

	client_send(client, &msg, fd);
}

static void
handle_retract(void *user, struct client *client, uint32_t number)
{
	const struct qube *qube = user;
	const struct zone_msg msg = {
			.type = ZONE_SEGMENT_GONE,
			.qube = qube->info.id,
			.segment = {.number = number},
	};

	client_send(client, &msg, -1);
}

static void
tell_keeper(struct qube *qube, enum keeper_type type, uint32_t number)
{
	const struct keeper_msg msg = {
			.type = type, .segment = {.number = number}};

	if (qube->keeper) {
		keeper_link_send(qube->keeper, &msg);
	}
}

static void
handle_ready(void *user, uint32_t number)
{
	tell_keeper(user, KEEPER_SEGMENT_READY, number);
}

static void
handle_free(void *user, uint32_t number)
{
	tell_keeper(user, KEEPER_SEGMENT_FREE, number);
}

static const struct shared_segments_events segment_events = {
		.offer = handle_offer,
		.retract = handle_retract,
		.ready = handle_ready,
		.free = handle_free,
};

static void
close_channels(struct qube *qube)
{
	request_pause_all(qube->service, qube);
	vchan_opener_destroy(qube->opener);
	qube->opener = NULL;
	qubesdb_server_destroy(qube->qubesdb);
	qube->qubesdb = NULL;
}

/* The qube is at its end, whatever the reason; the object may be gone then. */
static void
end(struct qube *qube, enum zone_state state, const char *text)
{
	shared_segments_end(&qube->segments);
	close_channels(qube);
	keeper_link_destroy(qube->keeper);
	qube->keeper = NULL;
	qube->synced = false;
	qube->kill_pid = 0;
	wl_event_source_timer_update(qube->kill_timer, 0);
	qube->info.state = state;
	str_copy(qube->info.text, sizeof(qube->info.text), text);
	service_qube_changed(qube->service, qube);
}

/* What a running qube keeps whatever becomes of its file. */
static void
take_identity(struct qube *qube, const struct keeper_identity *who)
{
	qube->info.rgb = who->rgb;
	qube->info.flags = (who->flags & KEPT_FLAGS) |
			(qube->info.flags & ~KEPT_FLAGS);
	str_copy(qube->info.label, sizeof(qube->info.label), who->label);
}

static void
take_state(struct qube *qube, const struct keeper_msg *msg)
{
	const struct keeper_msg bye = {.type = KEEPER_BYE};
	const struct keeper_msg stop = {.type = KEEPER_STOP};

	qube->kill_pid = msg->state.pid;
	if (msg->state.who.id == 0) {
		/* No order yet: ours is on its way, or an earlier service died
		 * before it could give one. */
		if (qube->info.state != ZONE_STATE_STARTING) {
			keeper_link_send(qube->keeper, &stop);
			end(qube, ZONE_STATE_STOPPED, "");
		}
		return;
	}
	if (msg->state.ended) {
		keeper_link_send(qube->keeper, &bye);
		end(qube, msg->state.state, msg->state.text);
		return;
	}
	if (msg->state.who.id != qube->info.id) {
		log_err("%s runs as number %u but is recorded as %u: ending it",
				qube->info.name, msg->state.who.id,
				qube->info.id);
		qube_stop(qube, ZONE_STOP_KILL);
		return;
	}
	take_identity(qube, &msg->state.who);
	qube->info.state = msg->state.state;
	str_copy(qube->info.text, sizeof(qube->info.text), "");
	service_qube_changed(qube->service, qube);
}

/* As when a keeper introduces itself again. */
static bool
is_same_dir(int a, int b)
{
	struct stat sa;
	struct stat sb;

	return fstat(a, &sa) == 0 && fstat(b, &sb) == 0 &&
			sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

static void
take_vchan(struct qube *qube, int *fd)
{
	if (qube->opener && is_same_dir(vchan_opener_get_dir(qube->opener), *fd)) {
		request_begin_all(qube->service, qube);
		return;
	}
	request_pause_all(qube->service, qube);
	vchan_opener_destroy(qube->opener);
	qube->opener = vchan_opener_create(qube->service->loop,
			qube->service->watch, fd_steal(fd));
	request_begin_all(qube->service, qube);
}

static void
take_qubesdb(struct qube *qube, int *fd)
{
	qubesdb_server_destroy(qube->qubesdb);
	qube->qubesdb = qubesdb_server_create(qube->service->loop, fd_steal(fd),
			&qube->table, qube->info.name);
}

static void
take_segment(struct qube *qube, uint32_t number, uint32_t pages, int *fd)
{
	struct client *client;

	shared_segments_add(&qube->segments, number, pages, fd_steal(fd));
	wl_list_for_each(client, &qube->service->clients, link) {
		if (client_wants_arena(client, qube->info.id)) {
			shared_segments_offer(&qube->segments, client, number);
		}
	}
	shared_segments_settle(&qube->segments);
}

static void
take_ran(struct qube *qube, const struct keeper_msg *msg)
{
	struct request *request = request_find(qube->service, msg->serial);

	if (request && request->qube == qube &&
			(request->type == ZONE_RUN || request->type == ZONE_OPEN)) {
		request_answer(request,
				msg->text[0] ? ZONE_STATUS_FAILED : ZONE_STATUS_OK,
				msg->text);
	}
}

static void
take_qrexec(struct qube *qube, uint32_t serial, int *fd)
{
	struct request *request = request_find(qube->service, serial);

	if (request && request->qube == qube && request->type == ZONE_OPEN) {
		request_hand_over(request, fd_steal(fd));
	}
}

static void
handle_message(void *user, const struct keeper_msg *msg, int *fd)
{
	struct qube *qube = user;

	switch (msg->type) {
	case KEEPER_STATE:
		take_state(qube, msg);
		break;
	case KEEPER_VCHAN:
		take_vchan(qube, fd);
		break;
	case KEEPER_QUBESDB:
		take_qubesdb(qube, fd);
		break;
	case KEEPER_SEGMENT:
		take_segment(qube, msg->segment.number, msg->segment.pages, fd);
		break;
	case KEEPER_SEGMENT_GONE:
		shared_segments_gone(&qube->segments, msg->segment.number);
		break;
	case KEEPER_RAN:
		take_ran(qube, msg);
		break;
	case KEEPER_QREXEC_STREAM:
		take_qrexec(qube, msg->serial, fd);
		break;
	case KEEPER_SYNCED:
		qube->synced = true;
		service_settle(qube->service);
		break;
	case KEEPER_START:
	case KEEPER_RUN:
	case KEEPER_STOP:
	case KEEPER_SEGMENT_READY:
	case KEEPER_SEGMENT_FREE:
	case KEEPER_BYE:
	case KEEPER_QREXEC:
		break; // not for us
	}
}

/* Only the connection may have broken. One that broke before the keeper had
 * told everything is not tried again: that could go on for ever. */
static bool
reconnect(struct qube *qube)
{
	if (!qube->synced) {
		return false;
	}
	keeper_link_destroy(qube->keeper);
	qube->synced = false;
	if (qube_find_keeper(qube)) {
		log_warn("%s: connected to its keeper again", qube->info.name);
		return true;
	}
	return false;
}

static void
handle_closed(void *user)
{
	struct qube *qube = user;

	if (reconnect(qube)) {
		return;
	}
	log_warn("%s: its keeper is gone, and so is the qube", qube->info.name);
	end(qube, ZONE_STATE_FAILED, "its keeper has ended unexpectedly");
}

static const struct keeper_link_events keeper_events = {
		.message = handle_message,
		.closed = handle_closed,
};

/* The keeper did not do it. */
static int
handle_kill_timer(void *data)
{
	struct qube *qube = data;

	if (qube->keeper && qube->kill_pid != 0) {
		log_warn("%s: killing its keeper, which does not answer",
				qube->info.name);
		kill((pid_t)qube->kill_pid, SIGKILL);
	}
	return 0;
}

struct qube *
qube_create(struct service *service, const struct record *record)
{
	struct qube *qube = xcalloc(1, sizeof(*qube));

	qube->service = service;
	qube->block = record->block;
	qube->info = (struct zone_qube){
			.id = record->id,
			.class = "AppVM",
			.user = "user",
	};
	str_copy(qube->info.name, sizeof(qube->info.name), record->name);
	str_copy(qube->info.uuid, sizeof(qube->info.uuid), record->uuid);
	qube->dir = xformat("%s/qubes/%s", service->options.runtime_dir,
			record->name);
	qube->kill_timer = wl_event_loop_add_timer(
			service->loop, handle_kill_timer, qube);
	shared_segments_init(&qube->segments, &segment_events, qube);
	qube_entries_fill(&qube->table, &qube->info);
	for (size_t i = 0; i < SETTINGS_COUNT; i++) {
		if (service->settings.values[i]) {
			qubesdb_table_set(&qube->table, settings_path(i),
					service->settings.values[i]);
		}
	}
	wl_list_insert(service->qubes.prev, &qube->link);
	return qube;
}

void
qube_destroy(struct qube *qube)
{
	wl_list_remove(&qube->link);
	close_channels(qube);
	shared_segments_finish(&qube->segments);
	keeper_link_destroy(qube->keeper);
	wl_event_source_remove(qube->kill_timer);
	qubesdb_table_finish(&qube->table);
	qube_file_finish(&qube->file);
	free(qube->dir);
	free(qube);
}

/* What policies ask for, at once; the rest when the qube is started again. */
static void
take_file(struct qube *qube)
{
	const struct qube_file *file = &qube->file;
	struct zone_qube *info = &qube->info;
	uint32_t flags = 0;

	flags |= file->fullscreen ? ZONE_QUBE_FULLSCREEN : 0;
	flags |= file->internal ? ZONE_QUBE_INTERNAL : 0;
	flags |= file->template_for_dispvms ? ZONE_QUBE_TEMPLATE_FOR_DISPVMS : 0;
	str_copy(info->tags, sizeof(info->tags), file->tags);
	str_copy(info->default_dispvm, sizeof(info->default_dispvm),
			file->default_dispvm);
	if (qube_is_alive(qube)) {
		info->flags = (flags & ~KEPT_FLAGS) | (info->flags & KEPT_FLAGS);
		return;
	}
	info->flags = flags;
	str_copy(info->label, sizeof(info->label), file->label);
	labels_find(&qube->service->labels, info->label, &info->rgb);
}

bool
qube_set_file(struct qube *qube, struct qube_file *file)
{
	const struct zone_qube before = qube->info;

	qube_file_finish(&qube->file);
	qube->file = *file;
	*file = (struct qube_file){0};
	qube->configured = true;
	take_file(qube);
	return !zone_qube_is_equal(&before, &qube->info);
}

void
qube_unset_file(struct qube *qube)
{
	qube_file_finish(&qube->file);
	qube->configured = false;
}

bool
qube_is_alive(const struct qube *qube)
{
	return qube->keeper != NULL;
}

bool
qube_find_keeper(struct qube *qube)
{
	qube->keeper = keeper_link_find(
			qube->service->loop, qube->dir, &keeper_events, qube);
	return qube->keeper != NULL;
}

/* The order borrows all its texts from here: it must not be finished. */
static void
send_order(struct qube *qube, char *private_dir)
{
	const struct service_options *options = &qube->service->options;
	const struct qube_file *file = &qube->file;
	struct keeper_msg *msg = xcalloc(1, sizeof(*msg));
	struct keeper_order *order = &msg->order;

	msg->type = KEEPER_START;
	order->who = (struct keeper_identity){
			.id = qube->info.id,
			.block = qube->block,
			.rgb = qube->info.rgb,
			.flags = qube->info.flags,
	};
	str_copy(order->who.name, sizeof(order->who.name), qube->info.name);
	str_copy(order->who.label, sizeof(order->who.label), qube->info.label);
	order->network = file->network;
	order->processes = file->processes;
	order->memory = file->memory;
	order->arena_pages = file->arena_pages;
	order->private_dir = private_dir;
	order->template_root = file->template_root
			? file->template_root
			: (char *)options->template_root;
	order->agent = file->agent ? file->agent : (char *)"";
	order->qrexec_agent =
			file->qrexec_agent ? file->qrexec_agent : (char *)"";
	order->programs_dir = (char *)options->programs_dir;
	order->ncommands = file->ncommands;
	memcpy(order->commands, file->commands, sizeof(order->commands));
	keeper_link_send(qube->keeper, msg);
	free(msg);
}

int
qube_start(struct qube *qube, struct err *err)
{
	const struct service_options *options = &qube->service->options;
	char *private_dir;

	if (!qube->configured) {
		return err_set(err, "there is no file for this qube");
	}
	if (!labels_find(&qube->service->labels, qube->file.label,
			    &qube->info.rgb)) {
		return err_set(err, "there is no label %s", qube->file.label);
	}
	qube->keeper = keeper_link_start(qube->service->loop, options->keeper,
			qube->dir, &keeper_events, qube, err);
	if (!qube->keeper) {
		return -1;
	}
	log_info("starting %s", qube->info.name);
	private_dir = xformat(
			"%s/private/%s", options->state_dir, qube->info.name);
	qube->info.state = ZONE_STATE_STARTING;
	qube->info.text[0] = '\0';
	send_order(qube, private_dir);
	free(private_dir);
	service_qube_changed(qube->service, qube);
	return 0;
}

void
qube_stop(struct qube *qube, enum zone_stop how)
{
	const struct keeper_msg msg = {.type = KEEPER_STOP, .how = how};

	if (!qube->keeper) {
		return;
	}
	keeper_link_send(qube->keeper, &msg);
	if (how == ZONE_STOP_KILL) {
		wl_event_source_timer_update(qube->kill_timer, KILL_MSEC);
	}
}

void
qube_run(struct qube *qube, uint32_t serial, const char *command)
{
	struct keeper_msg msg = {.type = KEEPER_RUN, .serial = serial};

	str_copy(msg.command, sizeof(msg.command), command);
	keeper_link_send(qube->keeper, &msg);
}

void
qube_ask_qrexec(struct qube *qube, uint32_t serial)
{
	const struct keeper_msg msg = {.type = KEEPER_QREXEC, .serial = serial};

	keeper_link_send(qube->keeper, &msg);
}

void
qube_set_entry(struct qube *qube, const char *path, const char *value)
{
	if (qubesdb_table_set(&qube->table, path, value) && qube->qubesdb) {
		qubesdb_server_changed(qube->qubesdb, path);
	}
}
