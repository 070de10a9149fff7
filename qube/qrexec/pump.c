// SPDX-License-Identifier: MIT
#include "qube/qrexec/pump.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/log.h"
#include "qube/qrexec/printable.h"

#define IN_SIZE 0x20000 // read from the channel at a time
#define OUT_LIMIT 0x80000 // prefixes, one chunk, and the small messages

/* A place to read to, which nobody uses between two calls from outside. */
static uint8_t scratch[IN_SIZE];

void
pump_init(struct pump *pump, enum qrexec_role role, int channel)
{
	uint8_t hello[QREXEC_HELLO_SIZE];

	*pump = (struct pump){
			.channel = channel,
			.ends = {.sink = -1, .source = -1, .errors = -1},
			.process_status = -1,
			.remote_status = -1,
	};
	fd_set_room(channel, QREXEC_ROOM);
	qrexec_data_init(&pump->data, role);
	buf_init(&pump->in, 2 * IN_SIZE);
	buf_init(&pump->first, IN_SIZE);
	buf_init(&pump->out, OUT_LIMIT);
	qrexec_data_put_hello(hello);
	buf_append(&pump->out, hello, sizeof(hello));
}

static bool
is_service(const struct pump *pump)
{
	return pump->data.role == QREXEC_ROLE_SERVICE;
}

bool
pump_is_greeted(const struct pump *pump)
{
	return pump->data.version != 0;
}

static void
close_end(const struct pump *pump, int *fd)
{
	if (*fd >= 0 && pump->ends.borrowed) {
		fd_set_nonblock(*fd, false);
	}
	fd_close(fd);
}

void
pump_finish(struct pump *pump)
{
	if (pump->ends.source == pump->ends.sink) {
		pump->ends.source = -1;
	}
	close_end(pump, &pump->ends.sink);
	close_end(pump, &pump->ends.source);
	fd_close(&pump->ends.errors);
	fd_close(&pump->channel);
	buf_finish(&pump->in);
	buf_finish(&pump->first);
	buf_finish(&pump->out);
}

/* The stream to the channel. */
static enum qrexec_stream_id
own_stream(const struct pump *pump)
{
	return is_service(pump) ? QREXEC_STDOUT : QREXEC_STDIN;
}

static void
queue_end(struct pump *pump, enum qrexec_stream_id stream)
{
	uint8_t header[QREXEC_HEADER_SIZE];

	if (qrexec_data_put_end(&pump->data, stream, header)) {
		buf_append(&pump->out, header, sizeof(header));
	}
}

/* Ends one direction of an end. The descriptor itself may still be of use for
 * the other, or for a process that asks for one socket later. */
static void
shut(struct pump *pump, int *fd, int direction)
{
	bool one = pump->ends.sink == pump->ends.source;

	if (pump->ends.borrowed && !one) {
		close_end(pump, fd);
	} else if (shutdown(*fd, direction) < 0 && errno == ENOTSOCK && !one) {
		fd_close(fd);
	}
}

static void
close_sink(struct pump *pump)
{
	if (pump->sink_open) {
		pump->sink_open = false;
		shut(pump, &pump->ends.sink, SHUT_WR);
	}
}

static void
close_source(struct pump *pump)
{
	if (pump->source_open) {
		pump->source_open = false;
		shut(pump, &pump->ends.source, SHUT_RD);
	}
}

static void
close_errors(struct pump *pump)
{
	pump->errors_open = false;
	fd_close(&pump->ends.errors);
}

/* The channel's stream is at its end. */
static void
end_sink(struct pump *pump)
{
	if (pump->ends.exit_on_client_eof && pump->sink_open) {
		queue_end(pump, own_stream(pump));
		close_source(pump);
	}
	close_sink(pump);
}

static void
end_source(struct pump *pump)
{
	queue_end(pump, own_stream(pump));
	close_source(pump);
	if (pump->ends.exit_on_service_eof) {
		close_sink(pump);
	}
}

static void
lose(struct pump *pump, const char *why)
{
	if (!pump->lost && why != NULL) {
		log_warn("a call's data channel: %s", why);
		pump->broken = true;
	}
	pump->lost = true;
	fd_close(&pump->channel);
}

static void
handle_send_failure(struct pump *pump)
{
	pump->send_failed = true;
	buf_consume(&pump->out, pump->out.len);
	close_source(pump); // what it still says is of no use to anybody
	if (pump->errors_open) {
		close_errors(pump);
	}
}

static void
flush(struct pump *pump)
{
	while (pump->out.len > 0 && pump->channel >= 0 && !pump->send_failed) {
		ssize_t sent = send(pump->channel, buf_peek(&pump->out),
				pump->out.len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0 && errno == EINTR) {
			continue;
		}
		if (sent < 0 && errno != EAGAIN) {
			handle_send_failure(pump);
		}
		if (sent < 0) {
			return;
		}
		buf_consume(&pump->out, (size_t)sent);
	}
	if (pump->out.len == 0 && pump->out.cap > 0) {
		buf_finish(&pump->out); // an idle call holds no memory
	}
	if (pump->out.len == 0 && pump->failed && pump->channel >= 0) {
		shutdown(pump->channel, SHUT_WR);
	}
}

/* Sends a chunk that lies behind room for its header in scratch. */
static void
send_chunk(struct pump *pump, enum qrexec_stream_id stream, size_t len)
{
	size_t size = len + QREXEC_HEADER_SIZE;
	ssize_t sent;

	qrexec_data_put_header(stream, len, scratch);
	sent = pump->out.len > 0 ? 0
				 : send(pump->channel, scratch, size,
						   MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent < 0 && errno != EAGAIN && errno != EINTR) {
		handle_send_failure(pump);
		return;
	}
	sent = sent < 0 ? 0 : sent;
	if ((size_t)sent < size &&
			!buf_append(&pump->out, scratch + sent,
					size - (size_t)sent)) {
		lose(pump, "memory is gone");
	}
}

/* Reads one chunk. False at the end of the stream. */
static bool
carry_from(struct pump *pump, int fd, enum qrexec_stream_id stream)
{
	size_t max = qrexec_data_chunk_max(&pump->data);
	ssize_t got = read(fd, scratch + QREXEC_HEADER_SIZE, max);

	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return true;
	}
	if (got <= 0) {
		return false;
	}
	send_chunk(pump, stream, (size_t)got);
	return true;
}

/* A caller's stderr is written as it comes. */
static void
write_errors(struct pump *pump, const uint8_t *data, size_t len)
{
	while (len > 0) {
		ssize_t put = write(STDERR_FILENO, data, len);

		if (put < 0 && errno == EAGAIN) {
			struct pollfd wait = {STDERR_FILENO, POLLOUT, 0};

			poll(&wait, 1, -1);
		} else if (put < 0 && errno != EINTR) {
			return;
		}
		if (put > 0) {
			data += put;
			len -= (size_t)put;
		}
	}
}

/* Returns how many bytes the sink took; all if it is closed. */
static size_t
write_sink(struct pump *pump, const uint8_t *data, size_t len)
{
	size_t done = 0;

	while (pump->sink_open && done < len) {
		ssize_t put = write(pump->ends.sink, data + done, len - done);

		if (put < 0 && errno == EAGAIN) {
			return done;
		}
		if (put < 0 && errno != EINTR) {
			close_sink(pump);
		}
		done += put > 0 ? (size_t)put : 0;
	}
	return len;
}

static void
handle_exit(struct pump *pump, int32_t code)
{
	pump->remote_status = code;
	if (pump->source_open) {
		queue_end(pump, QREXEC_STDIN);
		close_source(pump);
	}
}

/* One event of the channel. Returns bytes that the sink did not take. */
static size_t
handle_event(struct pump *pump, const struct qrexec_event *event)
{
	uint8_t *bytes = (uint8_t *)event->bytes; // ours: scratch or in

	switch (event->type) {
	case QREXEC_EVENT_BYTES:
		if (event->stream == QREXEC_STDERR) {
			if (pump->ends.filter_err) {
				printable_filter(bytes, event->len);
			}
			write_errors(pump, bytes, event->len);
			return 0;
		}
		if (pump->ends.filter_out) {
			printable_filter(bytes, event->len);
		}
		return event->len - write_sink(pump, bytes, event->len);
	case QREXEC_EVENT_END:
		if (event->stream != QREXEC_STDERR) {
			end_sink(pump);
		}
		return 0;
	case QREXEC_EVENT_EXIT:
		handle_exit(pump, event->exit_code);
		return 0;
	case QREXEC_EVENT_NONE:
	case QREXEC_EVENT_HELLO:
	case QREXEC_EVENT_IGNORED:
		break;
	}
	return 0;
}

/* Goes back by what the sink did not take, as if it had not come yet. */
static void
unread(struct pump *pump, size_t kept)
{
	pump->data.type = is_service(pump) ? QREXEC_DATA_STDIN
					   : QREXEC_DATA_STDOUT;
	pump->data.left += (uint32_t)kept;
}

/* Returns how many of the bytes were used. Stops at the greeting until there
 * is something attached, and where the sink takes no more. */
static size_t
take(struct pump *pump, const uint8_t *data, size_t len)
{
	const uint8_t *at = data;
	size_t left = len;

	if (pump->failed) {
		return len;
	}
	while (left > 0 && (!pump_is_greeted(pump) || pump->attached)) {
		struct qrexec_event event;
		struct err err;
		size_t kept;

		if (qrexec_data_feed(&pump->data, &at, &left, &event, &err) < 0) {
			lose(pump, err.text);
			return len;
		}
		if (event.type == QREXEC_EVENT_HELLO) {
			break;
		}
		kept = handle_event(pump, &event);
		if (kept > 0) {
			unread(pump, kept);
			return (size_t)(at - data) - kept;
		}
	}
	return (size_t)(at - data);
}

static void
receive(struct pump *pump)
{
	ssize_t got = recv(pump->channel, scratch, sizeof(scratch), MSG_DONTWAIT);
	size_t used;

	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return;
	}
	if (got <= 0) {
		lose(pump, NULL);
		return;
	}
	used = take(pump, scratch, (size_t)got);
	if (used < (size_t)got &&
			!buf_append(&pump->in, scratch + used,
					(size_t)got - used)) {
		lose(pump, "memory is gone");
	}
}

static void
take_held(struct pump *pump)
{
	size_t used;

	if (pump->in.len == 0 || pump->first.len > 0) {
		return;
	}
	used = take(pump, buf_peek(&pump->in), pump->in.len);
	buf_consume(&pump->in, used);
	if (pump->in.len == 0) {
		buf_finish(&pump->in);
	}
}

void
pump_use_one_socket(struct pump *pump)
{
	pump->one_socket = true; // if it comes early, for pump_attach()
	if (!pump->attached || pump->ends.sink < 0 ||
			pump->ends.source == pump->ends.sink) {
		return;
	}
	close_source(pump);
	fd_close(&pump->ends.source);
	pump->ends.source = pump->ends.sink;
	pump->source_open = !pump->data.ended[own_stream(pump)];
}

void
pump_attach(struct pump *pump, const struct pump_ends *ends)
{
	pump->ends = *ends;
	pump->attached = true;
	pump->sink_open = ends->sink >= 0;
	pump->source_open = ends->source >= 0;
	pump->errors_open = ends->errors >= 0;
	if (is_service(pump) && !pump->errors_open) {
		queue_end(pump, QREXEC_STDERR);
	}
	if (pump->one_socket) {
		pump_use_one_socket(pump);
	}
	if (pump->process_status >= 0) {
		close_sink(pump);
	}
}

void
pump_prefix_channel(struct pump *pump, const void *data, size_t len)
{
	size_t max = qrexec_data_chunk_max(&pump->data);
	uint8_t header[QREXEC_HEADER_SIZE];

	for (size_t at = 0; at < len; at += max) {
		size_t part = len - at < max ? len - at : max;

		qrexec_data_put_header(own_stream(pump), part, header);
		buf_append(&pump->out, header, sizeof(header));
		buf_append(&pump->out, (const char *)data + at, part);
	}
}

void
pump_prefix_sink(struct pump *pump, const void *data, size_t len)
{
	buf_append(&pump->first, data, len);
}

void
pump_fail(struct pump *pump, int code)
{
	uint8_t out[QREXEC_FAILURE_SIZE];

	buf_append(&pump->out, out,
			qrexec_data_put_failure(&pump->data, code, out));
	pump->failed = true;
}

void
pump_exit(struct pump *pump, int code)
{
	uint8_t out[QREXEC_EXIT_SIZE];

	qrexec_data_put_exit(&pump->data, code, out);
	buf_append(&pump->out, out, sizeof(out));
}

void
pump_set_process_ended(struct pump *pump, int code)
{
	pump->process_status = code;
	close_sink(pump);
}

static void
handle_channel(struct pump *pump, unsigned int ready)
{
	if (ready & PUMP_WRITE) {
		flush(pump);
	}
	if ((ready & (PUMP_READ | PUMP_HANGUP)) &&
			(pump_get_wanted(pump, PUMP_CHANNEL) & PUMP_READ)) {
		receive(pump);
	} else if ((ready & PUMP_HANGUP) && pump->out.len > 0) {
		flush(pump); // fails, so that nobody waits for it again
	}
}

void
pump_handle(struct pump *pump, enum pump_port port, unsigned int ready)
{
	int fd = pump_get_fd(pump, port);

	if (fd < 0) {
		return;
	}
	switch (port) {
	case PUMP_CHANNEL:
		handle_channel(pump, ready);
		break;
	case PUMP_SINK:
		if (ready & PUMP_HANGUP) {
			close_sink(pump);
		}
		break; // else pump_work() writes
	case PUMP_SOURCE:
		if (!carry_from(pump, fd, own_stream(pump))) {
			end_source(pump);
		}
		break;
	case PUMP_ERRORS:
		if (!carry_from(pump, fd, QREXEC_STDERR)) {
			queue_end(pump, QREXEC_STDERR);
			close_errors(pump);
		}
		break;
	}
}

static bool
is_all_closed(const struct pump *pump)
{
	bool process = !pump->ends.has_process || pump->process_status >= 0;

	return pump->attached && !pump->sink_open && !pump->source_open &&
			!pump->errors_open && process;
}

void
pump_work(struct pump *pump)
{
	if (pump->first.len > 0 && pump->attached) {
		buf_consume(&pump->first,
				write_sink(pump, buf_peek(&pump->first),
						pump->first.len));
	}
	take_held(pump);
	if (is_service(pump) && is_all_closed(pump) && !pump->data.exit_sent) {
		pump_exit(pump, pump->ends.has_process ? pump->process_status : 0);
	}
	flush(pump);
}

bool
pump_is_done(const struct pump *pump)
{
	if (pump->lost) {
		return !pump->sink_open ||
				(pump->in.len == 0 && pump->first.len == 0);
	}
	if (is_service(pump)) {
		return pump->data.exit_sent && pump->out.len == 0 &&
				!pump->failed;
	}
	return is_all_closed(pump) && pump->remote_status >= 0 &&
			pump->out.len == 0;
}
