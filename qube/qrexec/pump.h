// SPDX-License-Identifier: MIT
/*
 * Carries the streams of one call between its data channel and local
 * descriptors, at the service's end or at the caller's. Knows no event loop:
 * its owner asks which descriptor waits for what, and says what is ready. What
 * one side does not take is not read from the other.
 */
#ifndef QUBE_QREXEC_PUMP_H
#define QUBE_QREXEC_PUMP_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "protocols/qrexec/qrexec_data.h"

enum pump_port {
	PUMP_CHANNEL,
	PUMP_SINK, // where the channel's stream goes: the service's stdin
	PUMP_SOURCE, // where ours comes from: the service's stdout
	PUMP_ERRORS, // a second source: the service's stderr
};
#define PUMP_PORTS 4

/* What a port waits for, and what it is ready for. */
enum pump_mask {
	PUMP_READ = 1,
	PUMP_WRITE = 2,
	PUMP_HANGUP = 4, // ready only: the other side is gone
	PUMP_WATCH = 8, // wanted only: for hangups
};

/* Where the streams go. Descriptors must not block. sink and source may be the
 * same socket. */
struct pump_ends {
	int sink, source; // taken over
	int errors; // taken over; -1: a service without
	bool borrowed; // sink and source are the process's own stdio
	bool exit_on_client_eof;
	bool exit_on_service_eof;
	bool filter_out; // make the sink's bytes harmless for terminals
	bool filter_err; // likewise a caller's stderr
	bool has_process; // tell pump_set_process_ended()
};

struct pump {
	struct qrexec_data data;
	struct pump_ends ends;
	int channel; // owned; -1 once closed
	bool attached; // ends are set
	bool sink_open, source_open, errors_open;
	bool failed; // there is no service
	bool one_socket; // the process asked for it
	bool lost; // the channel's other side is gone
	bool send_failed; // it takes nothing any more
	bool broken; // it broke the rules
	int process_status; // exit code of the local process; -1: runs
	int remote_status; // the service's exit code; -1: not heard
	struct buf in; // from the channel, not yet taken by the sink
	struct buf first; // for the sink before anything else
	struct buf out; // for the channel
};

/* Takes over the channel (non-blocking) and greets. */
void pump_init(struct pump *pump, enum qrexec_role role, int channel);

/* Closes all that is open. */
void pump_finish(struct pump *pump);

/* True once both ends agreed on a version: time to attach. */
bool pump_is_greeted(const struct pump *pump);

/* Begins to carry. Call pump_work() then: there may be bytes already. */
void pump_attach(struct pump *pump, const struct pump_ends *ends);

/* Puts bytes first into a stream: for the channel (before all of the source),
 * or for the sink. */
void pump_prefix_channel(struct pump *pump, const void *data, size_t len);
void pump_prefix_sink(struct pump *pump, const void *data, size_t len);

/* A service's end without a service: says so with this exit code. It is done
 * when the caller has closed the channel: until then what it sends is taken,
 * so that it is not cut short before it has read the code. */
void pump_fail(struct pump *pump, int code);

/* An exit code without streams, for what is only started. */
void pump_exit(struct pump *pump, int code);

/* The local process ended with this exit code. */
void pump_set_process_ended(struct pump *pump, int code);

/* The local process wants to use its stdin, a socket, in both directions. */
void pump_use_one_socket(struct pump *pump);

/* The descriptor of a port, -1 if there is none, and what it waits for. */
int pump_get_fd(const struct pump *pump, enum pump_port port);
unsigned int pump_get_wanted(const struct pump *pump, enum pump_port port);

/* Handles what is ready at a port. */
void pump_handle(struct pump *pump, enum pump_port port, unsigned int ready);

/* Carries on what waits inside, and sends what is to be sent. */
void pump_work(struct pump *pump);

/* True when nothing is left to carry; a process may still run if the channel
 * was lost. */
bool pump_is_done(const struct pump *pump);

/* Of a caller's end: the exit code for our own process. */
int pump_get_result(const struct pump *pump);

#endif
