// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // O_PATH
#include "qube/agent/settings.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>

#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"
#include "protocols/qubesdb/qubesdb_msg.h"
#include "protocols/qubesdb/qubesdb_replica.h"
#include "qube/agent/keyboard.h"
#include "qube/agent/screens.h"
#include "qube/agent/server.h"
#include "qube/agent/stream.h"
#include "zones/vchan/dir_watch.h"
#include "zones/vchan/vchan_opener.h"

#define RETRY_MSEC 1000
#define MIN_SCALE 0.5
#define MAX_SCALE 8.0

struct settings {
	struct server *server; // borrowed
	struct qubesdb_replica replica; // while connected
	struct stream *stream; // owned; NULL: not connected
	struct dir_watch *watch; // owned, may be NULL
	struct vchan_opener *opener; // owned
	struct wl_event_source *timer; // owned
};

static void
handle_changed(void *user, const char *path, const char *value, size_t len)
{
	struct settings *settings = user;
	double scale;

	if (strcmp(path, "/keyboard-layout") == 0) {
		keyboard_set_layout(settings->server->keyboard, value);
	} else if (strcmp(path, "/leadlight/layout") == 0) {
		screens_set_layout(settings->server->screens, value);
	} else if (strcmp(path, "/leadlight/scale") == 0) {
		if (str_to_double(value, MIN_SCALE, MAX_SCALE, &scale)) {
			server_set_scale(settings->server, scale);
		} else {
			log_warn("the scale makes no sense: ignored");
		}
	}
}

static const struct qubesdb_replica_events events = {
		.changed = handle_changed,
};

static int
stream_feed(void *user, const void *data, size_t len, struct err *err)
{
	struct settings *settings = user;

	return qubesdb_replica_feed(&settings->replica, data, len, err);
}

static struct buf *
stream_get_out(void *user)
{
	struct settings *settings = user;

	return &settings->replica.out;
}

static void
disconnect(struct settings *settings)
{
	if (settings->stream != NULL) {
		stream_destroy(settings->stream);
		settings->stream = NULL;
		qubesdb_replica_finish(&settings->replica);
	}
}

static void
stream_ended(void *user, const char *why)
{
	struct settings *settings = user;

	log_info("QubesDB is gone: %s", why);
	disconnect(settings);
	wl_event_source_timer_update(settings->timer, RETRY_MSEC);
}

static const struct stream_impl stream_impl = {
		.feed = stream_feed,
		.get_out = stream_get_out,
		.ended = stream_ended,
};

static void
handle_opened(void *user, int fd, int error)
{
	struct settings *settings = user;

	if (fd < 0) {
		wl_event_source_timer_update(settings->timer, RETRY_MSEC);
		return;
	}
	qubesdb_replica_init(&settings->replica, &events, settings);
	settings->stream = stream_create(
			settings->server->loop, fd, &stream_impl, settings);
	stream_flush(settings->stream);
}

static int
handle_timer(void *data)
{
	struct settings *settings = data;
	struct vchan_unix_address address = {
			.server = 0,
			.client = vchan_unix_own_domain(),
			.port = QUBESDB_PORT,
	};

	vchan_opener_open(settings->opener, &address, handle_opened, settings);
	return 0;
}

struct settings *
settings_create(struct server *server, struct err *err)
{
	const char *dir = vchan_unix_own_dir();
	int dirfd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (dirfd < 0) {
		err_set_errno(err, "cannot open %s", dir);
		return NULL;
	}

	struct settings *settings = xcalloc(1, sizeof(*settings));
	settings->server = server;
	settings->watch = dir_watch_create(server->loop);
	settings->opener = vchan_opener_create(
			server->loop, settings->watch, dirfd);
	settings->timer = wl_event_loop_add_timer(
			server->loop, handle_timer, settings);
	handle_timer(settings);
	return settings;
}

void
settings_destroy(struct settings *settings)
{
	if (settings == NULL) {
		return;
	}
	disconnect(settings);
	vchan_opener_destroy(settings->opener);
	dir_watch_destroy(settings->watch);
	wl_event_source_remove(settings->timer);
	free(settings);
}
