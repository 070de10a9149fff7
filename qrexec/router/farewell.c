// SPDX-License-Identifier: MIT
#include "qrexec/router/farewell.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/mem.h"

#define PATIENCE_MSEC 5000
#define READS_PER_WAKE 16

struct farewell {
	struct wl_list link; // farewells.list
	struct farewells *farewells; // borrowed
	struct wl_event_source *source; // owned
	struct wl_event_source *timer; // owned
	int fd; // owned
	uint8_t words[FAREWELL_WORDS_MAX];
	size_t len;
	size_t sent;
};

static void
farewell_destroy(struct farewell *farewell)
{
	wl_list_remove(&farewell->link);
	farewell->farewells->count--;
	if (farewell->source) {
		wl_event_source_remove(farewell->source);
	}
	wl_event_source_remove(farewell->timer);
	fd_close(&farewell->fd);
	free(farewell);
}

/* False if the peer is gone. */
static bool
speak(struct farewell *farewell)
{
	ssize_t sent;

	if (farewell->sent == farewell->len) {
		return true;
	}
	sent = send(farewell->fd, farewell->words + farewell->sent,
			farewell->len - farewell->sent,
			MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent < 0) {
		return errno == EAGAIN || errno == EINTR;
	}
	farewell->sent += (size_t)sent;
	return true;
}

/* False at the end of what the peer says. */
static bool
throw_away(struct farewell *farewell)
{
	char bytes[4096];

	for (int i = 0; i < READS_PER_WAKE; i++) {
		ssize_t got = recv(farewell->fd, bytes, sizeof(bytes),
				MSG_DONTWAIT);

		if (got < 0) {
			return errno == EAGAIN || errno == EINTR;
		}
		if (got == 0) {
			return false;
		}
	}
	return true;
}

static void
wait_on(struct farewell *farewell)
{
	bool more = farewell->sent < farewell->len;

	if (!more) {
		shutdown(farewell->fd, SHUT_WR);
	}
	wl_event_source_fd_update(farewell->source,
			WL_EVENT_READABLE | (more ? WL_EVENT_WRITABLE : 0));
}

static int
handle_socket(int fd, uint32_t mask, void *data)
{
	struct farewell *farewell = data;

	if (!speak(farewell) || !throw_away(farewell)) {
		farewell_destroy(farewell);
		return 0;
	}
	wait_on(farewell);
	return 0;
}

static int
handle_timer(void *data)
{
	farewell_destroy(data);
	return 0;
}

void
farewells_init(struct farewells *farewells, struct wl_event_loop *loop)
{
	farewells->loop = loop;
	farewells->count = 0;
	wl_list_init(&farewells->list);
}

void
farewells_finish(struct farewells *farewells)
{
	struct farewell *farewell;
	struct farewell *next;

	wl_list_for_each_safe(farewell, next, &farewells->list, link) {
		farewell_destroy(farewell);
	}
}

void
farewells_add(struct farewells *farewells, int fd, const void *words, size_t len)
{
	struct farewell *farewell = xcalloc(1, sizeof(*farewell));

	assert(len <= sizeof(farewell->words));
	farewell->farewells = farewells;
	farewell->fd = fd;
	farewell->len = len;
	if (len > 0) {
		memcpy(farewell->words, words, len);
	}
	wl_list_insert(&farewells->list, &farewell->link);
	farewells->count++;
	farewell->timer = wl_event_loop_add_timer(
			farewells->loop, handle_timer, farewell);
	wl_event_source_timer_update(farewell->timer, PATIENCE_MSEC);
	farewell->source = wl_event_loop_add_fd(farewells->loop, fd,
			WL_EVENT_READABLE, handle_socket, farewell);
	if (!farewell->source || !speak(farewell) ||
			farewells->count > FAREWELLS_MAX) {
		farewell_destroy(farewell);
		return;
	}
	wait_on(farewell);
}
