// SPDX-License-Identifier: MIT
/*
 * The settings of one service: a file of lines KEY = VALUE, where a value is
 * true, false, a decimal number or 'text'. Parsing is pure.
 */
#ifndef QUBE_QREXEC_SERVICE_CONFIG_H
#define QUBE_QREXEC_SERVICE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"

#define SERVICE_CONFIG_MAX 65536 // bytes of a file

struct service_config {
	char *user; // owned, may be NULL: as the call says
	bool wait_for_session;
	bool skip_descriptor; // sockets: do not write who calls what
	bool exit_on_client_eof; // sockets
	bool exit_on_service_eof; // sockets
};

/* Reads a whole text. A key that is not known is logged and left out. -1 with
 * err set ("line N: what") at the first mistake; config needs finish then,
 * too. */
int service_config_parse(const char *text, size_t len,
		struct service_config *config, struct err *err);

/* Finds and reads the settings for SERVICE+ARGUMENT, else SERVICE, in a list
 * of folders. No file is no settings. -1 with err set on failure. */
int service_config_load(const char *folders, const char *descriptor,
		const char *service, struct service_config *config,
		struct err *err);

/* Frees what parse or load made. */
void service_config_finish(struct service_config *config);

#endif
