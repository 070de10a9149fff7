// SPDX-License-Identifier: MIT
/*
 * The outside of one qube in one process, for tests of what runs inside: arena
 * (the keeper's own code), QubesDB and the daemon's end of the GUI protocol.
 * Commands are lines on standard input; what happens is told in lines on
 * standard output. See gui_host_commands.c.
 *
 *   gui_host DIR    DIR/arena.sock and DIR/vchan.*.sock, domain 7 towards 0
 */
#define _GNU_SOURCE // O_PATH
#include "tests/tools/gui_host.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "protocols/qubesdb/qubesdb_msg.h"
#include "protocols/zone/arena.h"
#include "qube/agent/stream.h"
#include "zones/keeper/arena_server.h"
#include "zones/keeper/segments.h"
#include "zones/vchan/vchan_opener.h"
#include "zones/vchan/vchan_server.h"

void
gui_host_flush(struct gui_host *host)
{
	int timeout;

	stream_flush(host->gui);
	if (host->daemon != NULL) {
		timeout = gui_daemon_get_timeout(host->daemon, loop_now_msec());
		wl_event_source_timer_update(host->tick,
				timeout < 0		       ? 0
						: timeout == 0 ? 1
							       : timeout);
	}
}

void
gui_host_disconnect(struct gui_host *host, const char *why)
{
	if (host->gui == NULL) {
		return;
	}
	stream_destroy(host->gui);
	host->gui = NULL;
	gui_daemon_destroy(host->daemon);
	host->daemon = NULL;
	wl_event_source_timer_update(host->tick, 0);
	printf("disconnected %s\n", why);
}

static int
gui_feed(void *user, const void *data, size_t len, struct err *err)
{
	struct gui_host *host = user;
	int result = gui_daemon_feed(
			host->daemon, data, len, loop_now_msec(), err);

	gui_host_flush(host);
	return result;
}

static struct buf *
gui_get_out(void *user)
{
	struct gui_host *host = user;

	return gui_daemon_get_out(host->daemon);
}

static void
gui_ended(void *user, const char *why)
{
	gui_host_disconnect(user, why);
}

static const struct stream_impl gui_impl = {
		.feed = gui_feed,
		.get_out = gui_get_out,
		.ended = gui_ended,
};

static int
handle_tick(void *data)
{
	struct gui_host *host = data;
	struct err err = {0};

	if (host->daemon == NULL) {
		return 0;
	}
	if (gui_daemon_tick(host->daemon, loop_now_msec(), &err) != 0) {
		gui_host_disconnect(host, err.text);
		return 0;
	}
	gui_host_flush(host);
	return 0;
}

static void
handle_opened(void *user, int fd, int error)
{
	struct gui_host *host = user;

	if (fd < 0) {
		printf("error cannot connect: %s\n", strerror(error));
		return;
	}
	host->daemon = gui_daemon_create(&gui_host_events, host, &host->config);
	host->gui = stream_create(host->loop, fd, &gui_impl, host);
	gui_host_flush(host);
}

void
gui_host_connect(struct gui_host *host)
{
	struct vchan_unix_address address = {
			.server = GUI_HOST_DOMAIN,
			.client = 0,
			.port = GUI_VCHAN_PORT,
	};

	vchan_opener_open(host->opener, &address, handle_opened, host);
}

static int
db_feed(void *user, const void *data, size_t len, struct err *err)
{
	struct gui_host *host = user;
	int result = qubesdb_origin_feed(&host->origin, data, len, err);

	stream_flush(host->db);
	return result;
}

static struct buf *
db_get_out(void *user)
{
	struct gui_host *host = user;

	return &host->origin.out;
}

static void
db_ended(void *user, const char *why)
{
	struct gui_host *host = user;

	stream_destroy(host->db);
	host->db = NULL;
	qubesdb_origin_finish(&host->origin);
}

static const struct stream_impl db_impl = {
		.feed = db_feed,
		.get_out = db_get_out,
		.ended = db_ended,
};

static void
handle_db(void *user, int fd)
{
	struct gui_host *host = user;

	if (host->db != NULL) {
		db_ended(host, "a newer one came");
	}
	qubesdb_origin_init(&host->origin, &host->table);
	host->db = stream_create(host->loop, fd, &db_impl, host);
}

static void
answer_segments(void *data)
{
	struct gui_host *host = data;

	while (host->seen.n > 0) {
		arena_server_ready(host->arena,
				host->seen.numbers[--host->seen.n]);
	}
	while (host->gone.n > 0) {
		arena_server_free(host->arena,
				host->gone.numbers[--host->gone.n]);
	}
}

/* Answers must not come from within the event. */
static void
queue_answer(struct gui_host *host)
{
	if (host->seen.n == 0 && host->gone.n == 0) {
		wl_event_loop_add_idle(host->loop, answer_segments, host);
	}
}

static void
handle_offered(void *user, const struct segment *segment)
{
	struct gui_host *host = user;
	struct mapped *mapped = &host->segments[host->n_segments];
	FD_SCOPED int fd = segment_open_readonly(segment);

	if (fd < 0 || host->n_segments == GUI_HOST_SEGMENTS) {
		printf("error no segment\n");
		return;
	}
	mapped->number = segment->number;
	mapped->size = (size_t)segment->pages * ARENA_PAGE_SIZE;
	mapped->data = mmap(NULL, mapped->size, PROT_READ, MAP_SHARED, fd, 0);
	host->n_segments++;
	printf("segment %u %u\n", segment->number, segment->pages);
	queue_answer(host);
	host->seen.numbers[host->seen.n++] = segment->number;
}

static void
handle_gone(void *user, uint32_t number)
{
	struct gui_host *host = user;

	if (host->gone.n < GUI_HOST_SEGMENTS) {
		queue_answer(host);
		host->gone.numbers[host->gone.n++] = number;
	}
}

static const struct arena_server_events arena_events = {
		.offered = handle_offered,
		.gone = handle_gone,
};

static int
handle_input(int fd, uint32_t mask, void *data)
{
	struct gui_host *host = data;
	char *end;
	ssize_t n = read(fd, host->line + host->line_len,
			GUI_HOST_LINE - 1 - host->line_len);

	if (n <= 0) {
		wl_display_terminate(host->display);
		return 0;
	}
	host->line_len += (size_t)n;
	host->line[host->line_len] = '\0';
	while ((end = strchr(host->line, '\n')) != NULL) {
		*end = '\0';
		gui_host_run(host, host->line);
		host->line_len -= (size_t)(end + 1 - host->line);
		memmove(host->line, end + 1, host->line_len + 1);
	}
	return 0;
}

static int
set_up(struct gui_host *host, const char *dir, struct err *err)
{
	struct vchan_unix_address address = {
			.server = 0,
			.client = GUI_HOST_DOMAIN,
			.port = QUBESDB_PORT,
	};
	char *arena = xformat("%s/arena.sock", dir);

	host->config.xconf = (struct gui_xconf){
			.width = 1920,
			.height = 1080,
			.depth = 24,
			.mem_kib = 1920 * 1080 * 4 / 1024 + 1,
	};
	host->config.work_area = (struct gui_rect){0, 0, 1920, 1080};
	host->config.allow_override_redirect = true;
	host->config.allow_utf8_titles = true;
	host->config.max_clipboard = GUI_MAX_CLIPBOARD;
	host->dirfd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	host->arena = arena_server_create(
			host->loop, arena, 131072, &arena_events, host, err);
	free(arena);
	host->db_listener = vchan_server_create(host->loop, host->dirfd,
			&address, handle_db, host, err);
	host->opener = vchan_opener_create(host->loop, NULL, dup(host->dirfd));
	host->tick = wl_event_loop_add_timer(host->loop, handle_tick, host);
	host->input = wl_event_loop_add_fd(host->loop, STDIN_FILENO,
			WL_EVENT_READABLE, handle_input, host);
	return host->arena != NULL && host->db_listener != NULL ? 0 : -1;
}

static void
tear_down(struct gui_host *host)
{
	gui_host_disconnect(host, "at the end");
	if (host->db != NULL) {
		db_ended(host, "at the end");
	}
	vchan_server_destroy(host->db_listener);
	vchan_opener_destroy(host->opener);
	arena_server_destroy(host->arena);
	qubesdb_table_finish(&host->table);
	wl_event_source_remove(host->input);
	wl_event_source_remove(host->tick);
	wl_display_destroy(host->display);
}

int
main(int argc, char *argv[])
{
	static struct gui_host host;
	struct err err = {0};

	if (argc != 2) {
		fprintf(stderr, "Usage: gui_host DIR\n");
		return EXIT_FAILURE;
	}
	log_init(LOG_LEVEL_INFO);
	setvbuf(stdout, NULL, _IOLBF, 0);
	host.display = wl_display_create();
	host.loop = wl_display_get_event_loop(host.display);
	if (set_up(&host, argv[1], &err) != 0) {
		fprintf(stderr, "%s\n", err.text);
		return EXIT_FAILURE;
	}
	printf("up\n");
	wl_display_run(host.display);
	tear_down(&host);
	return EXIT_SUCCESS;
}
