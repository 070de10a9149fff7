// SPDX-License-Identifier: MIT
#include "qrexec/router/relay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/mem.h"
#include "protocols/qrexec/qrexec_data.h"
#include "qrexec/router/farewell.h"

#define READS_PER_WAKE 16

enum end_id {
	END_CALLER = 0,
	END_SERVICE = 1,
};

struct end {
	struct relay *relay; // back pointer
	int fd; // owned
	struct wl_event_source *source; // NULL while nothing is awaited
	uint32_t mask; // of source
	/* Of what this end says: */
	struct qrexec_data heard;
	uint8_t *held; // owned; read, not yet taken by the other end; or NULL
	size_t held_at, held_len;
	bool ended[3]; // streams that it ended, by enum qrexec_stream_id
	bool over; // it says no more
	bool deaf; // it takes no more
};

struct relay {
	struct relay_needs needs;
	struct end ends[2]; // by enum end_id
	struct relay_counts counts;
	uint64_t limit;
	bool (*meter)(void *user, uint64_t bytes); // may be NULL
	relay_ended_fn ended;
	void *user;
};

const char relay_limit_reached[] = "the limit of bytes was reached";

static struct end *
other(struct end *end)
{
	return &end->relay->ends[end == &end->relay->ends[END_CALLER]];
}

static bool
is_service(const struct end *end)
{
	return end == &end->relay->ends[END_SERVICE];
}

static int handle_end(int fd, uint32_t mask, void *data);

static void
set_mask(struct end *end, uint32_t mask)
{
	if (mask == 0 && end->source) {
		// else a hangup would be reported again and again
		wl_event_source_remove(end->source);
		end->source = NULL;
	} else if (mask != 0 && !end->source) {
		end->source = wl_event_loop_add_fd(end->relay->needs.loop,
				end->fd, mask, handle_end, end);
	} else if (mask != end->mask && end->source) {
		wl_event_source_fd_update(end->source, mask);
	}
	end->mask = mask;
}

static void
update_masks(struct relay *relay)
{
	for (int i = 0; i < 2; i++) {
		struct end *end = &relay->ends[i];
		uint32_t mask = 0;

		mask |= !end->held && !end->over ? WL_EVENT_READABLE : 0;
		mask |= other(end)->held ? WL_EVENT_WRITABLE : 0;
		set_mask(end, mask);
	}
}

/* Sends as much as is taken; returns it. */
static size_t
give(struct end *to, const uint8_t *bytes, size_t len)
{
	size_t given = 0;

	while (given < len && !to->deaf) {
		ssize_t sent = send(to->fd, bytes + given, len - given,
				MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent >= 0) {
			given += (size_t)sent;
		} else if (errno == EAGAIN) {
			return given;
		} else if (errno != EINTR) {
			to->deaf = true;
		}
	}
	return to->deaf ? len : given;
}

static void
give_held(struct end *end)
{
	if (!end->held) {
		return;
	}
	end->held_at += give(other(end), end->held + end->held_at,
			end->held_len - end->held_at);
	if (end->held_at == end->held_len) {
		free(end->held);
		end->held = NULL;
	}
}

/* False if memory is gone. */
static bool
pass_on(struct end *end, const uint8_t *bytes, size_t len)
{
	size_t given = give(other(end), bytes, len);

	if (given == len) {
		return true;
	}
	end->held_at = 0;
	end->held_len = len - given;
	end->held = malloc(end->held_len);
	if (!end->held) {
		return false;
	}
	memcpy(end->held, bytes + given, end->held_len);
	return true;
}

static void
count(struct end *end, const struct qrexec_event *event)
{
	struct relay_counts *counts = &end->relay->counts;

	if (event->type == QREXEC_EVENT_BYTES) {
		*(is_service(end) ? &counts->to_caller : &counts->to_service) +=
				event->len;
	} else if (event->type == QREXEC_EVENT_END) {
		end->ended[event->stream] = true;
	} else if (event->type == QREXEC_EVENT_EXIT) {
		counts->exited = true;
		counts->exit_code = event->exit_code;
	}
}

static uint64_t
sum(const struct relay_counts *counts)
{
	return counts->to_caller + counts->to_service;
}

/* Whether so much may have passed, of which some is new. */
static bool
may_pass(struct relay *relay, uint64_t new)
{
	if (relay->limit > 0 && sum(&relay->counts) > relay->limit) {
		return false;
	}
	return !relay->meter || new == 0 || relay->meter(relay->user, new);
}

/* Why the call must end because of what was said, or NULL. */
static const char *
hear(struct end *end, const uint8_t *bytes, size_t len)
{
	struct relay *relay = end->relay;
	uint64_t before = sum(&relay->counts);
	struct qrexec_event event;

	do {
		if (qrexec_data_feed(&end->heard, &bytes, &len, &event, NULL) <
				0) {
			return is_service(end) ? "the service broke the protocol"
					       : "the caller broke the protocol";
		}
		count(end, &event);
	} while (len > 0 || event.type != QREXEC_EVENT_NONE);
	return may_pass(relay, sum(&relay->counts) - before)
			? NULL
			: relay_limit_reached;
}

/* Reads and passes on; returns why the call must end, or NULL. */
static const char *
pump(struct end *end)
{
	uint8_t *room = end->relay->needs.room;

	give_held(end);
	for (int i = 0; i < READS_PER_WAKE && !end->held && !end->over; i++) {
		ssize_t got = recv(end->fd, room, RELAY_ROOM, MSG_DONTWAIT);
		const char *why;

		if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
			break;
		}
		if (got <= 0) {
			end->over = true;
			break;
		}
		why = hear(end, room, (size_t)got);
		if (why) {
			return why;
		}
		if (!pass_on(end, room, (size_t)got)) {
			return "no memory";
		}
		if ((size_t)got < RELAY_ROOM / 2) {
			break; // most likely all there was
		}
	}
	return NULL;
}

/* Words for a caller that it can still understand: the end of a service that
 * said no exit code, if no message is cut in two. */
static size_t
last_words(struct relay *relay, uint8_t words[FAREWELL_WORDS_MAX])
{
	struct end *service = &relay->ends[END_SERVICE];
	struct qrexec_data said;
	size_t len = 0;

	if (service->held || relay->counts.exited ||
			!qrexec_data_is_between(&service->heard)) {
		return 0;
	}
	if (service->heard.version == 0) {
		qrexec_data_put_hello(words);
		len = QREXEC_HELLO_SIZE;
	}
	qrexec_data_init(&said, QREXEC_ROLE_SERVICE);
	memcpy(said.ended, service->ended, sizeof(said.ended));
	return len + qrexec_data_put_failure(&said, QREXEC_EXIT_LOST, words + len);
}

static void
end_finish(struct end *end)
{
	set_mask(end, 0);
	free(end->held);
	end->held = NULL;
	if (end->fd >= 0) {
		fd_close(&end->fd);
	}
}

static void
close_ends(struct relay *relay)
{
	struct end *caller = &relay->ends[END_CALLER];
	uint8_t words[FAREWELL_WORDS_MAX];

	set_mask(caller, 0);
	if (caller->fd >= 0 && !caller->over && !caller->deaf) {
		size_t len = last_words(relay, words);

		farewells_add(relay->needs.farewells, fd_steal(&caller->fd),
				words, len);
	}
	end_finish(caller);
	end_finish(&relay->ends[END_SERVICE]);
}

static void
finish(struct relay *relay, const char *why)
{
	close_ends(relay);
	relay->ended(relay->user, why);
}

static int
handle_end(int fd, uint32_t mask, void *data)
{
	struct end *end = data;
	struct relay *relay = end->relay;
	struct end *caller = &relay->ends[END_CALLER];
	struct end *service = &relay->ends[END_SERVICE];
	const char *why = NULL;

	if (mask & WL_EVENT_WRITABLE) {
		why = pump(other(end));
	}
	if (!why && mask & ~(uint32_t)WL_EVENT_WRITABLE) {
		why = pump(end);
	}
	if (why) {
		finish(relay, why);
	} else if (service->over && !service->held) {
		finish(relay, relay->counts.exited ? "" : "the service went away");
	} else if (caller->over || caller->deaf) {
		finish(relay, relay->counts.exited ? "" : "the caller went away");
	} else {
		update_masks(relay);
	}
	return 0;
}

static void
end_init(struct relay *relay, enum end_id id, int fd)
{
	relay->ends[id] = (struct end){.relay = relay, .fd = fd};
	fd_set_room(fd, QREXEC_ROOM);
	qrexec_data_init(&relay->ends[id].heard,
			id == END_SERVICE ? QREXEC_ROLE_CALLER
					  : QREXEC_ROLE_SERVICE);
}

struct relay *
relay_create(const struct relay_needs *needs, int caller, int service,
		uint64_t limit, relay_ended_fn ended, void *user)
{
	struct relay *relay = xcalloc(1, sizeof(*relay));

	*relay = (struct relay){
			.needs = *needs,
			.limit = limit,
			.ended = ended,
			.user = user,
	};
	end_init(relay, END_CALLER, caller);
	end_init(relay, END_SERVICE, service);
	update_masks(relay);
	if (!relay->ends[END_CALLER].source || !relay->ends[END_SERVICE].source) {
		close_ends(relay);
		free(relay);
		return NULL;
	}
	return relay;
}

void
relay_set_meter(struct relay *relay, bool (*fn)(void *user, uint64_t bytes))
{
	relay->meter = fn;
}

void
relay_destroy(struct relay *relay)
{
	if (!relay) {
		return;
	}
	close_ends(relay);
	free(relay);
}

const struct relay_counts *
relay_get_counts(const struct relay *relay)
{
	return &relay->counts;
}

void
relay_refuse(struct farewells *farewells, int caller, int32_t exit_code)
{
	uint8_t words[FAREWELL_WORDS_MAX];
	struct qrexec_data said;

	qrexec_data_init(&said, QREXEC_ROLE_SERVICE);
	qrexec_data_put_hello(words);
	farewells_add(farewells, caller, words,
			QREXEC_HELLO_SIZE +
					qrexec_data_put_failure(&said, exit_code,
							words + QREXEC_HELLO_SIZE));
}
