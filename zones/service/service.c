// SPDX-License-Identifier: MIT
#include "zones/service/service.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/file.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/sock.h"
#include "common/str.h"
#include "zones/service/client.h"
#include "zones/service/keeper_link.h"
#include "zones/service/qube.h"
#include "zones/service/qube_names.h"
#include "zones/service/request.h"
#include "zones/vchan/dir_watch.h"

#define SETTLE_MSEC 2000 // for the keepers to tell what they have

static char *
runtime_path(const struct service *service, const char *name)
{
	return xformat("%s/%s", service->options.runtime_dir, name);
}

static int
take_lock(struct service *service, struct err *err)
{
	char *path = runtime_path(service, "zone.lock");
	int result = 0;

	service->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (service->lock < 0) {
		result = err_set_errno(err, "cannot open %s", path);
	} else if (flock(service->lock, LOCK_EX | LOCK_NB) < 0) {
		result = err_set(err, "another leadlight-zone runs in %s",
				service->options.runtime_dir);
	}
	free(path);
	return result;
}

/* The qube with this name; made, with a number, if it is new. NULL and a line
 * in the log if that is not possible. */
static struct qube *
need_qube(struct service *service, const char *name)
{
	struct qube *qube = service_find_name(service, name);
	const struct record *record;
	struct err err;

	if (qube) {
		return qube;
	}
	record = records_get(&service->records, name, &err);
	if (!record) {
		log_err("%s cannot be used: %s", name, err.text);
		return NULL;
	}
	return qube_create(service, record);
}

static void
tell_all(struct service *service, const struct qube *qube, bool gone)
{
	struct client *client;

	wl_list_for_each(client, &service->clients, link) {
		client_send_qube(client, qube, gone);
	}
}

static void
load_file(void *user, const char *name)
{
	struct service *service = user;
	char *dir = xformat("%s/qubes.d", service->options.config_dir);
	struct qube_file file;
	struct qube *qube;
	struct err err;
	uint32_t rgb;

	if (qube_file_read(&file, dir, name, &err) < 0) {
		log_err("%s", err.text);
		qube = service_find_name(service, name);
	} else if (!labels_find(&service->labels, file.label, &rgb)) {
		log_err("%s/%s.qube: there is no label %s", dir, name,
				file.label);
		qube_file_finish(&file);
		qube = service_find_name(service, name);
	} else {
		bool is_new = !service_find_name(service, name);

		qube = need_qube(service, name);
		if (qube && (qube_set_file(qube, &file) || is_new)) {
			tell_all(service, qube, false);
		}
		qube_file_finish(&file);
	}
	if (qube) {
		qube->listed = true; // a broken file does not make it go away
	}
	free(dir);
}

static void
find_keeper(void *user, const char *name)
{
	struct service *service = user;
	char *dir = xformat("%s/qubes/%s", service->options.runtime_dir, name);
	struct qube *qube = service_find_name(service, name);

	/* Only what has a keeper becomes a qube without a file. */
	if (qube || keeper_link_is_there(dir)) {
		qube = qube ? qube : need_qube(service, name);
		if (qube && qube_find_keeper(qube)) {
			log_info("%s is still there", name);
		}
	}
	free(dir);
}

static int
handle_listener(int listener, uint32_t mask, void *data)
{
	int fd = sock_accept(listener);

	if (fd >= 0) {
		client_accept(data, fd);
	}
	return 0;
}

/* Once in the life of the runtime directory, which is that of a session: a
 * service that comes later must not start again what somebody has stopped. */
static void
autostart(struct service *service)
{
	char *path = runtime_path(service, "autostarted");
	struct qube *qube;
	struct qube *next;
	struct err err;

	if (access(path, F_OK) == 0) {
		free(path);
		return;
	}
	wl_list_for_each_safe(qube, next, &service->qubes, link) {
		if (qube->file.autostart && !qube_is_alive(qube) &&
				qube_start(qube, &err) < 0) {
			log_err("cannot start %s: %s", qube->info.name, err.text);
		}
	}
	if (file_write_whole(path, "", 0, 0600, &err) < 0) {
		log_warn("%s", err.text);
	}
	free(path);
}

static void
open_doors(struct service *service)
{
	char *path = runtime_path(service, "zone.sock");
	struct err err;

	service->listener = sock_listen(path, SOCK_SEQPACKET, 0600, &err);
	if (service->listener < 0) {
		log_err("%s", err.text);
	} else {
		service->source = wl_event_loop_add_fd(service->loop,
				service->listener, WL_EVENT_READABLE,
				handle_listener, service);
		log_info("serving %s", path);
	}
	free(path);
	autostart(service);
}

static int
handle_settling(void *data)
{
	struct service *service = data;

	if (service->listener < 0) {
		open_doors(service);
	}
	return 0;
}

void
service_settle(struct service *service)
{
	struct qube *qube;

	if (service->listener >= 0) {
		return;
	}
	wl_list_for_each(qube, &service->qubes, link) {
		if (qube_is_alive(qube) && !qube->synced) {
			return;
		}
	}
	wl_event_source_timer_update(service->settling, 1);
}

static int
make_places(struct service *service, struct err *err)
{
	const struct service_options *options = &service->options;
	char *qubes = runtime_path(service, "qubes");
	char *private_dir = xformat("%s/private", options->state_dir);
	int result = 0;

	if (file_make_dirs(qubes, 0700, err) < 0 ||
			file_make_dirs(private_dir, 0700, err) < 0) {
		result = -1;
	} else if (chmod(options->runtime_dir, 0700) < 0) {
		result = err_set_errno(err, "cannot close %s to others",
				options->runtime_dir);
	}
	free(qubes);
	free(private_dir);
	return result;
}

static int
read_state(struct service *service, struct err *err)
{
	char *records = xformat("%s/qubes", service->options.state_dir);
	char *settings = runtime_path(service, "settings");
	int result = 0;

	if (records_init(&service->records, records, err) < 0 ||
			settings_init(&service->settings, settings, err) < 0) {
		result = -1;
	}
	free(records);
	free(settings);
	return result;
}

int
service_init(struct service *service, struct wl_event_loop *loop,
		const struct service_options *options, struct err *err)
{
	char *qubes;

	*service = (struct service){
			.loop = loop,
			.options = *options,
			.listener = -1,
			.lock = -1,
			.last_request = (uint32_t)loop_now_msec(),
	};
	wl_list_init(&service->qubes);
	wl_list_init(&service->clients);
	wl_list_init(&service->requests);
	service->settling =
			wl_event_loop_add_timer(loop, handle_settling, service);
	if (make_places(service, err) < 0 || take_lock(service, err) < 0 ||
			read_state(service, err) < 0) {
		return -1;
	}
	service->watch = dir_watch_create(loop);
	if (!service->watch) {
		log_warn_errno("no inotify, channels open more slowly");
	}
	service_reload(service);
	qubes = runtime_path(service, "qubes");
	qube_names_each(qubes, "", find_keeper, service);
	free(qubes);
	wl_event_source_timer_update(service->settling, SETTLE_MSEC);
	service_settle(service);
	return 0;
}

void
service_finish(struct service *service)
{
	struct client *client;
	struct client *next_client;
	struct qube *qube;
	struct qube *next_qube;

	wl_list_for_each_safe(client, next_client, &service->clients, link) {
		client_destroy(client);
	}
	wl_list_for_each_safe(qube, next_qube, &service->qubes, link) {
		qube_destroy(qube);
	}
	dir_watch_destroy(service->watch);
	if (service->source) {
		wl_event_source_remove(service->source);
	}
	wl_event_source_remove(service->settling);
	settings_finish(&service->settings);
	records_finish(&service->records);
	fd_close(&service->listener);
	fd_close(&service->lock);
}

/* Without a file and without a keeper there is no qube. */
static void
drop_if_unneeded(struct service *service, struct qube *qube)
{
	if (!qube->configured && !qube_is_alive(qube)) {
		tell_all(service, qube, true);
		qube_destroy(qube);
	}
}

void
service_reload(struct service *service)
{
	char *dir = xformat("%s/qubes.d", service->options.config_dir);
	struct qube *qube;
	struct qube *next;
	struct err err;

	if (labels_read(&service->labels, service->options.config_dir, &err) < 0) {
		log_err("%s", err.text);
	}
	wl_list_for_each(qube, &service->qubes, link) {
		qube->listed = false;
	}
	qube_names_each(dir, QUBE_FILE_SUFFIX, load_file, service);
	wl_list_for_each_safe(qube, next, &service->qubes, link) {
		if (!qube->listed) {
			qube_unset_file(qube);
			drop_if_unneeded(service, qube);
		}
	}
	free(dir);
}

struct qube *
service_find_name(struct service *service, const char *name)
{
	struct qube *qube;

	wl_list_for_each(qube, &service->qubes, link) {
		if (strcmp(qube->info.name, name) == 0) {
			return qube;
		}
	}
	return NULL;
}

struct qube *
service_find_id(struct service *service, uint32_t id)
{
	struct qube *qube;

	wl_list_for_each(qube, &service->qubes, link) {
		if (qube->info.id == id) {
			return qube;
		}
	}
	return NULL;
}

void
service_qube_changed(struct service *service, struct qube *qube)
{
	tell_all(service, qube, false);
	request_settle(service, qube);
	drop_if_unneeded(service, qube);
	service_settle(service);
}

int
service_set(struct service *service, const char *path, const char *value,
		struct err *err)
{
	int result = settings_set(&service->settings, path, value, err);
	struct qube *qube;

	if (result > 0) {
		wl_list_for_each(qube, &service->qubes, link) {
			qube_set_entry(qube, path, value);
		}
	}
	return result;
}
