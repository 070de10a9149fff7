// SPDX-License-Identifier: MIT
/* What the router wants run: its command line, and the settings of the
 * service as this qube's administrator made them. */
#ifndef QUBE_QREXEC_REQUEST_H
#define QUBE_QREXEC_REQUEST_H

#include <stdbool.h>

#include "protocols/qrexec/qrexec_command.h"
#include "protocols/qrexec/qrexec_msg.h"
#include "qube/qrexec/service_config.h"

struct request {
	bool just_exec; // without input and output
	bool broken; // the caller is to hear that it cannot be done
	struct qrexec_params params; // where the data channel is
	struct qrexec_command command; // empty if broken
	struct service_config config;
	const char *user; // borrowed from command or config
};

/* Reads a message EXEC_CMDLINE or JUST_EXEC; config_path is the list of folders
 * of settings, NULL for none. Caller destroys. Never NULL. */
struct request *request_create(
		const struct qrexec_msg *msg, const char *config_path);

/* From a command line alone, which has no user in front, as fork servers get
 * it; user is whose it is. Who asks has read the settings. */
struct request *request_create_plain(
		const struct qrexec_msg *msg, const char *user);

/* NULL is allowed. */
void request_destroy(struct request *request);

/* True if a fork server in the user's session may serve it. */
bool request_may_be_forked(const struct request *request);

#endif
