// SPDX-License-Identifier: MIT
#include "compositor/session/bus.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/sock.h"
#include "compositor/session/service.h"

#define PROGRAM "/usr/bin/dbus-daemon"
#define ADDRESS "DBUS_SESSION_BUS_ADDRESS"
#define TRIES 200
#define PAUSE_NS 10000000

struct bus {
	struct service service;
	char *socket; // owned
	char *address; // owned; an option
	char *argv[6];
};

static void
handle_ended(void *user, struct service *service, bool failed)
{
	if (failed) {
		log_warn("the session goes on without a message bus");
	}
}

/* The programs that need it are started next. */
static bool
wait_for(const char *socket)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};

	for (int i = 0; i < TRIES; i++) {
		FD_SCOPED int fd = sock_connect(socket, SOCK_STREAM);

		if (fd >= 0) {
			return true;
		}
		nanosleep(&pause, NULL);
	}
	return false;
}

struct bus *
bus_create(struct wl_event_loop *loop, const char *runtime_dir)
{
	struct bus *bus;

	if (getenv(ADDRESS)) {
		return NULL;
	}
	if (access(PROGRAM, X_OK) < 0) {
		log_info("there is no message bus: " PROGRAM " is not installed");
		return NULL;
	}
	bus = xcalloc(1, sizeof(*bus));
	bus->socket = xformat("%s/bus", runtime_dir);
	bus->address = xformat("--address=unix:path=%s", bus->socket);
	bus->argv[0] = PROGRAM;
	bus->argv[1] = "--session";
	bus->argv[2] = "--nofork";
	bus->argv[3] = "--nopidfile";
	bus->argv[4] = bus->address;
	bus->service = (struct service){.loop = loop,
			.name = "dbus-daemon",
			.argv = bus->argv,
			.ended = handle_ended,
			.user = bus};
	unlink(bus->socket); // of a session that was killed
	if (!service_start(&bus->service) || !wait_for(bus->socket)) {
		log_warn("the message bus does not start: the session goes on "
			 "without");
		bus_destroy(bus);
		return NULL;
	}
	setenv(ADDRESS, bus->address + sizeof("--address=") - 1, 1);
	return bus;
}

void
bus_destroy(struct bus *bus)
{
	if (!bus) {
		return;
	}
	service_finish(&bus->service);
	unlink(bus->socket);
	free(bus->socket);
	free(bus->address);
	free(bus);
}
