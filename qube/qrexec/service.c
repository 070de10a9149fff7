// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // O_PATH, euidaccess
#include "qube/qrexec/service.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"

static void
take_tcp(const struct request *request, const char *link, struct service *service)
{
	const char *argument = request->command.argument;
	struct err err;

	service->kind = SERVICE_TCP;
	if (tcp_address_parse(link, argument ? argument : "", &service->address,
			    &err) < 0) {
		log_err("a service that is a link to /dev/tcp: %s", err.text);
		service->kind = SERVICE_BROKEN;
	}
}

static void
warn_of_settings(const struct request *request)
{
	const struct service_config *config = &request->config;

	if (config->skip_descriptor || config->exit_on_client_eof ||
			config->exit_on_service_eof) {
		log_warn("a service is a program: settings for sockets mean "
			 "nothing for it");
	}
}

static enum service_kind
get_kind(const struct request *request, const struct search_hit *hit)
{
	char shown[256];

	if (S_ISSOCK(hit->mode)) {
		return SERVICE_SOCKET;
	}
	if (euidaccess(hit->path, X_OK) == 0) {
		warn_of_settings(request);
		return SERVICE_PROGRAM;
	}
	log_err("%s is neither a program nor a socket",
			str_escape(shown, sizeof(shown), hit->path,
					strlen(hit->path)));
	return SERVICE_BROKEN;
}

static enum search_result
search(const struct qrexec_command *command, const char *folders,
		struct search_hit *hit)
{
	char *name = xformat("%s%s", command->full_name,
			command->argument ? "" : "+");
	enum search_result result = search_find(folders, name, true, hit);

	free(name);
	return result == SEARCH_NONE
			? search_find(folders, command->service, true, hit)
			: result;
}

void
service_find(const struct request *request, const char *folders,
		struct service *service)
{
	struct search_hit hit;
	char shown[256];

	*service = (struct service){.kind = SERVICE_BROKEN};
	switch (search(&request->command, folders, &hit)) {
	case SEARCH_FOUND:
		service->kind = get_kind(request, &hit);
		str_copy(service->path, sizeof(service->path), hit.path);
		break;
	case SEARCH_TCP:
		take_tcp(request, hit.path, service);
		break;
	case SEARCH_NONE:
		log_warn("there is no service %s",
				str_escape(shown, sizeof(shown),
						request->command.full_name,
						strlen(request->command.full_name)));
		service->kind = SERVICE_ABSENT;
		break;
	case SEARCH_FAILED:
		break;
	}
}

/* By its descriptor, so that a path may be of any length. */
static int
connect_socket(const char *path)
{
	FD_SCOPED int file = open(path, O_PATH | O_CLOEXEC);
	FD_SCOPED int fd = -1;
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	if (file < 0) {
		return -1;
	}
	snprintf(addr.sun_path, sizeof(addr.sun_path), "/proc/self/fd/%d", file);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		return -1;
	}
	return fd_steal(&fd);
}

int
service_connect(const struct service *service)
{
	struct err err;
	int fd;

	if (service->kind == SERVICE_SOCKET) {
		return connect_socket(service->path);
	}
	fd = tcp_address_connect(&service->address, &err);
	if (fd < 0) {
		log_err("a service behind TCP: %s", err.text);
		errno = ECONNREFUSED;
	}
	return fd;
}
