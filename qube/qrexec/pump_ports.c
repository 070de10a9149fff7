// SPDX-License-Identifier: MIT
/* What a pump waits for at each descriptor, and what came of it all. */
#include "qube/qrexec/pump.h"

int
pump_get_fd(const struct pump *pump, enum pump_port port)
{
	switch (port) {
	case PUMP_CHANNEL:
		return pump->channel;
	case PUMP_SINK:
		return pump->sink_open ? pump->ends.sink : -1;
	case PUMP_SOURCE:
		return pump->source_open ? pump->ends.source : -1;
	case PUMP_ERRORS:
		return pump->errors_open ? pump->ends.errors : -1;
	}
	return -1;
}

static bool
is_held_back(const struct pump *pump)
{
	return pump->in.len > 0 || pump->first.len > 0 ||
			(pump_is_greeted(pump) && !pump->attached &&
					!pump->failed);
}

unsigned int
pump_get_wanted(const struct pump *pump, enum pump_port port)
{
	unsigned int wanted = 0;

	if (pump_get_fd(pump, port) < 0) {
		return 0;
	}
	switch (port) {
	case PUMP_CHANNEL:
		wanted |= is_held_back(pump) ? 0 : PUMP_READ;
		wanted |= pump->out.len > 0 ? PUMP_WRITE : 0;
		break;
	case PUMP_SINK:
		wanted = PUMP_WATCH;
		wanted |= is_held_back(pump) ? PUMP_WRITE : 0;
		break;
	case PUMP_SOURCE:
	case PUMP_ERRORS:
		wanted = pump->out.len == 0 && !pump->lost ? PUMP_READ : 0;
		break;
	}
	return wanted;
}

int
pump_get_result(const struct pump *pump)
{
	if (pump->remote_status < 0) {
		return QREXEC_EXIT_LOST;
	}
	if (pump->remote_status > 0 || !pump->ends.has_process) {
		return pump->remote_status & 0xff;
	}
	return pump->process_status;
}
